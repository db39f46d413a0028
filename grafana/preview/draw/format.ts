import type { PanelFile, Step } from '../dashboard-file.js';

/** Grafana's names of colours, in its light theme. */
const COLOURS: Readonly<Record<string, string>> = {
  green: '#56a64b',
  yellow: '#e0b400',
  red: '#e02f44',
  blue: '#3274d9',
  orange: '#ff780a',
  purple: '#a352cc',
  transparent: 'transparent',
};
const PALETTE = [
  '#56a64b',
  '#e0b400',
  '#3274d9',
  '#ff780a',
  '#e02f44',
  '#a352cc',
  '#37872d',
  '#0a76a4',
  '#c15c17',
  '#705da0',
];

export const colour = (name: string): string => COLOURS[name] ?? name;
export const paletteColour = (place: number): string => PALETTE[place % PALETTE.length] ?? 'gray';

/** The colour of the last threshold that a value reaches. */
export function thresholdColour(value: number, steps: readonly Step[]): string {
  const reached = steps.filter((step) => step.value === null || value >= step.value);
  return colour(reached.at(-1)?.color ?? 'blue');
}

/** What a value is mapped to, if it is. */
export function mapping(panel: PanelFile, value: number): { text: string; color: string } | undefined {
  return panel.fieldConfig?.defaults.mappings?.[0]?.options[String(value)];
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
