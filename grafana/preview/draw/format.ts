import type { Mapping, PanelFile, Step } from '../dashboard-file.js';

/** Grafana's names of colours, in its light theme. */
const COLOURS: Readonly<Record<string, string>> = {
  green: '#56a64b',
  yellow: '#e0b400',
  red: '#e02f44',
  blue: '#3274d9',
  orange: '#ff780a',
  purple: '#a352cc',
  text: '#24292e',
  transparent: 'transparent',
};
/** For names that nobody knew beforehand: other colours than Grafana's, by name as there. */
const PALETTE = [
  '#1f78c1',
  '#ef843c',
  '#508642',
  '#ba43a9',
  '#6ed0e0',
  '#8f6b2f',
  '#584477',
  '#cca300',
  '#447ebc',
  '#bf5f82',
  '#2f9e8f',
  '#7f7f7f',
];

export const colour = (name: string): string => COLOURS[name] ?? name;

/** A colour for each name, by the name as far as none in the panel has it yet. */
export function nameColours(names: readonly string[]): ReadonlyMap<string, string> {
  const colours = new Map<string, string>();
  for (const name of names) {
    let place = hashOf(name) % PALETTE.length;
    while (colours.size < PALETTE.length && [...colours.values()].includes(PALETTE[place] ?? '')) {
      place = (place + 1) % PALETTE.length;
    }
    colours.set(name, PALETTE[place] ?? 'gray');
  }
  return colours;
}

function hashOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 65_521;
  return hash;
}

/** The colour of the last threshold that a value reaches. */
export function thresholdColour(value: number, steps: readonly Step[]): string {
  const reached = steps.filter((step) => step.value === null || value >= step.value);
  return colour(reached.at(-1)?.color ?? 'blue');
}

/** What a value is mapped to, if it is. */
export function mapping(
  mappings: readonly Mapping[] | undefined,
  value: number,
): { text: string; color: string } | undefined {
  return mappings?.[0]?.options[String(value)];
}

/** The properties that a dashboard gives a series or a column by its name. */
export function propertiesOf(panel: PanelFile, name: string): readonly { id: string; value: unknown }[] {
  const matching = panel.fieldConfig?.overrides.filter(({ matcher: { id, options } }) =>
    id === 'byRegexp' ? new RegExp(options.slice(1, -1)).test(name) : options === name,
  );
  return (matching ?? []).flatMap(({ properties }) => properties);
}

/** A value in its unit, about as Grafana writes it. */
export function formatted(value: number, unit = 'none', decimals?: number): string {
  switch (unit) {
    case 'percentunit':
      return `${(value * 100).toFixed(decimals ?? (Math.abs(value) < 0.1 ? 1 : 0))} %`;
    case 's':
      return seconds(value);
    case 'bytes':
      return `${(value / 2 ** 20).toFixed(0)} MiB`;
    case 'dateTimeAsIso':
      return new Date(value).toISOString().slice(0, 16).replace('T', ' ');
    case 'short':
      return Math.abs(value) >= 1_000 ? `${(value / 1_000).toFixed(1)} K` : plain(value, decimals);
    default:
      return plain(value, decimals);
  }
}

const TIMES = [
  { divisor: 86_400, suffix: 'd' },
  { divisor: 3_600, suffix: 'h' },
  { divisor: 60, suffix: 'min' },
  { divisor: 1, suffix: 's' },
  { divisor: 0.001, suffix: 'ms' },
];

/** What an axis up to a value is divided in, so that its ticks are round. */
export function tickUnit(unit: string | undefined, greatest: number): { divisor: number; suffix?: string } {
  if (unit === 'bytes') return { divisor: 2 ** 20, suffix: 'MiB' };
  if (unit !== 's') return { divisor: 1 };
  return TIMES.find(({ divisor }) => greatest >= 2 * divisor) ?? { divisor: 0.001, suffix: 'ms' };
}

function seconds(value: number): string {
  const size = Math.abs(value);
  if (size < 1) return `${Number((value * 1_000).toPrecision(3))} ms`;
  if (size < 120) return `${Number(value.toPrecision(3))} s`;
  if (size < 7_200) return `${Number((value / 60).toPrecision(3))} min`;
  return size < 172_800
    ? `${Number((value / 3_600).toPrecision(3))} h`
    : `${Number((value / 86_400).toPrecision(3))} d`;
}

function plain(value: number, decimals: number | undefined): string {
  return decimals === undefined ? String(Number(value.toPrecision(3))) : value.toFixed(decimals);
}
