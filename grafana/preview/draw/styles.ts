import type { PanelFile } from '../dashboard-file.js';
import type { Named } from './canvas.js';
import { colour, nameColours, propertiesOf } from './format.js';

interface Style {
  readonly stroke: string;
  readonly dashed: boolean;
  /** No line: the edge of a band. */
  readonly hidden: boolean;
  readonly fillTo: string | undefined;
}

/** How the series of a panel are drawn, by their names. */
export function stylesOf(panel: PanelFile, series: readonly Named[]): (name: string) => Style {
  const byName = nameColours(series.map(({ name }) => name));
  return (name) => {
    const properties = propertiesOf(panel, name);
    const value = (id: string): unknown => properties.find((property) => property.id === id)?.value;
    const given = (value('color') ?? panel.fieldConfig?.defaults.color) as { fixedColor?: string } | undefined;
    return {
      stroke: given?.fixedColor === undefined ? (byName.get(name) ?? 'gray') : colour(given.fixedColor),
      dashed: value('custom.lineStyle') !== undefined,
      hidden: value('custom.lineWidth') === 0,
      fillTo: value('custom.fillBelowTo') as string | undefined,
    };
  };
}

/** The legend of a graph: names with their colours. */
export function legend(panel: PanelFile, series: readonly Named[]): { name: string; colour: string }[] {
  const styleOf = stylesOf(panel, series);
  return series.map(({ name }) => ({ name, colour: styleOf(name).stroke }));
}
