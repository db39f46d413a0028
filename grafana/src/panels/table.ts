import * as common from '@grafana/grafana-foundation-sdk/common';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as tables from '@grafana/grafana-foundation-sdk/table';
import type { States, Threshold } from '../thresholds.js';
import { drawn, type Drawn, type Panel } from './panel.js';

interface Column {
  /** The label that it shows, or Value for the figure of the only query, `Value #B` for that of the second of several. */
  readonly of: string;
  readonly title: string;
  readonly unit?: string;
  readonly thresholds?: readonly Threshold[];
  readonly mappings?: States;
  /** Where a click leads; `${__value.raw}` is the cell. */
  readonly url?: string;
}

/** The series of now as rows: the columns named, and no other. */
export function table(panel: Drawn & { readonly columns: readonly Column[]; readonly sortBy?: string }): Panel {
  const several = panel.queries.length > 1;
  return drawn(
    panel,
    8,
    () => {
      const builder = new tables.PanelBuilder().cellHeight(common.TableCellHeight.Sm);
      if (several) builder.withTransformation({ id: 'merge', options: {} });
      builder.withTransformation({
        id: 'filterFieldsByName',
        options: { include: { names: panel.columns.map(({ of }) => of) } },
      });
      builder.withTransformation({
        id: 'organize',
        options: {
          indexByName: Object.fromEntries(panel.columns.map(({ of }, index) => [of, index])),
          renameByName: Object.fromEntries(panel.columns.map(({ of, title }) => [of, title])),
        },
      });
      for (const column of panel.columns) builder.overrideByName(column.title, columnProperties(column));
      if (panel.sortBy !== undefined) {
        builder.sortBy([new common.TableSortByFieldStateBuilder().displayName(panel.sortBy).desc(true)]);
      }
      return builder;
    },
    (query) => query.instant().format(PromQueryFormat.Table),
  );
}

function columnProperties({ unit, thresholds: steps, mappings, url, title }: Column): grafana.DynamicConfigValue[] {
  return [
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(mappings ? [{ id: 'mappings', value: [{ type: grafana.MappingType.ValueToText, options: mappings }] }] : []),
    ...(steps
      ? [
          { id: 'thresholds', value: { mode: 'absolute', steps: steps.map(([value, color]) => ({ value, color })) } },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ]
      : []),
    ...(url === undefined ? [] : [{ id: 'links', value: [{ title: `Open ${title}`, url, targetBlank: true }] }]),
  ];
}
