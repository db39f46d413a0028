import * as common from '@grafana/grafana-foundation-sdk/common';
import * as heatmaps from '@grafana/grafana-foundation-sdk/heatmap';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { drawn, type Drawn, type Panel } from './panel.js';

/** Buckets of a histogram over time: the darker, the more in one; in one hue, light to dark. */
export function heatmap(
  panel: Drawn & {
    /** The unit of the buckets; `unit` is that of what is in them. */
    readonly axis: string;
    /** What is drawn darkest; the greatest cell where it is not given. */
    readonly darkest?: number;
    /** Cells over the time range; 96 where it is not given. */
    readonly cells?: number;
    readonly repeatBy?: string;
  },
): Panel {
  return drawn(
    panel,
    8,
    () => {
      const colours = new heatmaps.HeatmapColorOptionsBuilder()
        .mode(heatmaps.HeatmapColorMode.Scheme)
        .scheme('Blues')
        .steps(32)
        .reverse(false)
        .min(0);
      if (panel.darkest !== undefined) colours.max(panel.darkest);
      const builder = new heatmaps.PanelBuilder()
        .calculate(false)
        .maxDataPoints(panel.cells ?? 96)
        .color(colours)
        .cellValues(new heatmaps.CellValuesBuilder().unit(panel.unit))
        .yAxis(new heatmaps.YAxisConfigBuilder().unit(panel.axis).axisPlacement(common.AxisPlacement.Left))
        .hideLegend();
      if (panel.repeatBy !== undefined) builder.repeat(panel.repeatBy).repeatDirection('h').maxPerRow(4);
      return builder;
    },
    (query) => query.range().format(PromQueryFormat.Heatmap),
  );
}
