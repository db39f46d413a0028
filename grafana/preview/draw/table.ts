import { type Markup, markup } from '../../../src/report/page/markup.js';
import type { Mapping, PanelFile, Step } from '../dashboard-file.js';
import type { Series } from '../queries.js';
import { colour, formatted, mapping, propertiesOf, thresholdColour } from './format.js';

type Row = Record<string, string | number>;

/** The series of now as rows: joined by their labels where several queries ask. */
export function drawTable(panel: PanelFile, answers: readonly { refId: string; series: readonly Series[] }[]): Markup {
  const columns = Object.entries(
    panel.transformations?.find(({ id }) => id === 'organize')?.options.renameByName ?? {},
  );
  const rows = new Map<string, Row>();
  for (const { refId, series } of answers) {
    const column = answers.length > 1 ? `Value #${refId}` : 'Value';
    for (const { labels, points } of series) {
      const key = JSON.stringify(labels);
      rows.set(key, { ...labels, ...rows.get(key), [column]: points.at(-1)?.[1] ?? NaN });
    }
  }
  const sortBy = columns.find(([, title]) => title === panel.options?.sortBy?.[0]?.displayName)?.[0];
  const ordered = [...rows.values()];
  if (sortBy !== undefined) ordered.sort((a, b) => compare(b[sortBy], a[sortBy]));
  const body = ordered.map((row) => markup`<tr>${columns.map(([of, title]) => cell(panel, title, row[of]))}</tr>`);
  return markup`<table><tr>${columns.map(([, title]) => markup`<th>${title}</th>`)}</tr>${body}</table>`;
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === 'number' || typeof b === 'number') return Number(a ?? -Infinity) - Number(b ?? -Infinity);
  return String(a).localeCompare(String(b));
}

function cell(panel: PanelFile, title: string, value: string | number | undefined): Markup {
  if (typeof value !== 'number') return markup`<td>${value ?? ''}</td>`;
  const properties = propertiesOf(panel, title);
  const property = (name: string): unknown => properties.find(({ id }) => id === name)?.value;
  const thresholds = property('thresholds') as { steps: Step[] } | undefined;
  const mapped = mapping(property('mappings') as Mapping[] | undefined, value);
  const fill = mapped ? colour(mapped.color) : thresholds ? thresholdColour(value, thresholds.steps) : 'inherit';
  const text = mapped?.text ?? formatted(value, property('unit') as string | undefined);
  return markup`<td class="number" style="color:${fill}">${text}</td>`;
}
