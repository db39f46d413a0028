import * as common from '@grafana/grafana-foundation-sdk/common';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import * as timelines from '@grafana/grafana-foundation-sdk/statetimeline';
import * as histories from '@grafana/grafana-foundation-sdk/statushistory';
import { drawn, type Drawn, type Panel } from './panel.js';

/** Rows of states over time, such as which version answers. */
export function stateTimeline(panel: Drawn): Panel {
  return drawn(panel, 6, () =>
    new timelines.PanelBuilder()
      .mergeValues(true)
      .showValue(common.VisibilityMode.Never)
      .rowHeight(0.8)
      .colorScheme(byThreshold())
      .legend(new common.VizLegendOptionsBuilder().showLegend(false)),
  );
}

/** A cell for each series and time, coloured by thresholds: many series at a glance. */
export function statusHistory(panel: Drawn): Panel {
  return drawn(panel, 14, () =>
    new histories.PanelBuilder()
      .maxDataPoints(48)
      .showValue(common.VisibilityMode.Never)
      .rowHeight(0.9)
      .colorScheme(byThreshold())
      .legend(new common.VizLegendOptionsBuilder().showLegend(false)),
  );
}

const byThreshold = (): grafana.FieldColorBuilder =>
  new grafana.FieldColorBuilder().mode(grafana.FieldColorModeId.Thresholds);
