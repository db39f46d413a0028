import * as Plot from '@observablehq/plot';
import type { Range } from '../queries.js';

/** A series with the name that the legend gives it. */
export interface Named {
  readonly name: string;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

/** An event marked on graphs. */
export interface Mark {
  readonly at: number;
  readonly colour: string;
}

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly range: Range;
  /** Seconds between points; a longer gap breaks a line. */
  readonly step: number;
  readonly marks: readonly Mark[];
}

/** Room for the numbers of an axis, in pixels. */
export const AXIS_LEFT = 58;

export function timeScale({ start, end }: Range): Plot.ScaleOptions {
  return {
    type: 'utc',
    domain: [new Date(start * 1_000), new Date(end * 1_000)],
    label: null,
    ticks: 5,
    tickFormat: '%H:%M',
  };
}

export function markLines({ marks }: Canvas): Plot.Markish[] {
  return marks.map(({ at, colour: stroke }) => Plot.ruleX([new Date(at * 1_000)], { stroke, strokeDasharray: '3,3' }));
}
