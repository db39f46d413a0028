import * as common from '@grafana/grafana-foundation-sdk/common';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import * as lines from '@grafana/grafana-foundation-sdk/timeseries';
import { type LineStyle, NEUTRAL, type Styles } from '../colours.js';
import { drawn, type Drawn, type Panel, type Query } from './panel.js';

/** Lines over time. Thresholds are drawn as dashed lines. */
export function timeseries(
  panel: Drawn & {
    readonly min?: number;
    readonly max?: number;
    readonly stacked?: boolean;
    readonly styles?: Styles;
  },
): Panel {
  return drawn(panel, 8, () => {
    const builder = new lines.PanelBuilder()
      .lineWidth(2)
      .fillOpacity(panel.stacked ? 40 : 0)
      .showPoints(common.VisibilityMode.Never)
      .colorScheme(seriesColour(panel.queries))
      .tooltip(
        new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
      )
      .legend(
        new common.VizLegendOptionsBuilder()
          .displayMode(common.LegendDisplayMode.List)
          .placement(common.LegendPlacement.Bottom)
          .showLegend(true)
          .calcs([]),
      )
      .thresholdsStyle(
        new common.GraphThresholdsStyleConfigBuilder().mode(
          panel.thresholds ? common.GraphThresholdsStyleMode.Dashed : common.GraphThresholdsStyleMode.Off,
        ),
      );
    if (panel.min !== undefined) builder.min(panel.min);
    if (panel.max !== undefined) builder.max(panel.max);
    if (panel.stacked) builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
    for (const [name, style] of Object.entries(panel.styles ?? {})) {
      if (name.startsWith('/')) builder.overrideByRegexp(name, properties(style));
      else builder.overrideByName(name, properties(style));
    }
    return builder;
  });
}

/** One colour where all names are known; otherwise Grafana's own by name, so that a name keeps its colour. */
function seriesColour(queries: readonly Query[]): grafana.FieldColorBuilder {
  const named = queries.every(({ legend }) => legend !== undefined && !legend.includes('{{'));
  const builder = new grafana.FieldColorBuilder();
  return named
    ? builder.mode(grafana.FieldColorModeId.Fixed).fixedColor(NEUTRAL)
    : builder.mode(grafana.FieldColorModeId.PaletteClassicByName);
}

export function properties({ color, dashed, band }: LineStyle): grafana.DynamicConfigValue[] {
  return [
    { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    ...(dashed ? [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } }] : []),
    ...(band ? [{ id: 'custom.lineWidth', value: 0 }] : []),
    ...(band?.fillTo === undefined
      ? []
      : [
          { id: 'custom.fillBelowTo', value: band.fillTo },
          { id: 'custom.fillOpacity', value: 20 },
        ]),
  ];
}
