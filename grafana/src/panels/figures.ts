import * as common from '@grafana/grafana-foundation-sdk/common';
import * as pies from '@grafana/grafana-foundation-sdk/piechart';
import * as stats from '@grafana/grafana-foundation-sdk/stat';
import type { Styles } from '../colours.js';
import { drawn, type Drawn, type Panel } from './panel.js';
import { properties } from './timeseries.js';

/** One figure a series, coloured by its thresholds. */
export function stat(panel: Drawn & { readonly graph?: boolean; readonly named?: boolean }): Panel {
  return drawn(
    panel,
    4,
    () =>
      new stats.PanelBuilder()
        .colorMode(common.BigValueColorMode.Value)
        .graphMode(panel.graph ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
        .textMode(panel.named ? common.BigValueTextMode.Name : common.BigValueTextMode.Auto)
        .reduceOptions(lastValue()),
    // The small graph needs the range; a name or a figure alone is asked for at its end.
    (query) => (panel.graph ? query.range() : query.instant()),
  );
}

/** Shares of a whole. */
export function pie(panel: Drawn & { readonly styles: Styles }): Panel {
  return drawn(
    panel,
    8,
    () => {
      const builder = new pies.PanelBuilder()
        .pieType(pies.PieChartType.Donut)
        .displayLabels([pies.PieChartLabels.Percent])
        .reduceOptions(lastValue())
        .legend(
          new pies.PieChartLegendOptionsBuilder()
            .displayMode(common.LegendDisplayMode.List)
            .placement(common.LegendPlacement.Bottom)
            .showLegend(true)
            .values([]),
        );
      for (const [name, style] of Object.entries(panel.styles)) builder.overrideByName(name, properties(style));
      return builder;
    },
    (query) => query.instant(),
  );
}

const lastValue = (): common.ReduceDataOptionsBuilder =>
  new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);
