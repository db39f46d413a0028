import * as Plot from '@observablehq/plot';
import type { OperatingPoint } from '../../statistics/index.js';
import type { CalibrationBand } from '../data/score-bands.js';
import type { Markup } from '../page/markup.js';
import { COLOUR, drawPlot } from './draw-plot.js';

const FRAME: Plot.PlotOptions = { width: 500, height: 420, marginLeft: 62, marginBottom: 42, marginTop: 14, inset: 4 };
const UNIT = {
  domain: [0, 1],
  ticks: 5,
  tickFormat: '.0%',
  grid: true,
  labelArrow: 'none',
  labelAnchor: 'center',
} as const;

/** Where the decisions of the window lie on a curve. */
export interface Decision {
  readonly recall?: number | undefined;
  readonly precision?: number | undefined;
  readonly falsePositiveRate?: number | undefined;
  readonly threshold: number;
}

/** Recall over false positive rate; the dashed line is a score that knows nothing. */
export function rocPlot(points: readonly OperatingPoint[], decision: Decision): Markup {
  const line = [{ falsePositiveRate: 0, recall: 0 }, ...points];
  return drawPlot('ROC curve: share of positives found over share of negatives called positive', {
    ...FRAME,
    x: { ...UNIT, label: 'false positive rate' },
    y: { ...UNIT, label: 'recall (true positive rate)' },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: COLOUR.guide, strokeDasharray: '4,3' },
      ),
      Plot.line(line, { x: 'falsePositiveRate', y: 'recall', stroke: COLOUR.window, strokeWidth: 2 }),
      ...decisionMarks(decision, 'falsePositiveRate', 'recall'),
    ],
  });
}

/** Precision over recall; the dashed line is the share of positives, what calling everything positive gives. */
export function precisionRecallPlot(
  points: readonly OperatingPoint[],
  positiveShare: number,
  decision: Decision,
): Markup {
  return drawPlot('Precision-recall curve: share of alarms that were right over share of positives found', {
    ...FRAME,
    x: { ...UNIT, label: 'recall' },
    y: { ...UNIT, label: 'precision' },
    marks: [
      Plot.ruleY([positiveShare], { stroke: COLOUR.guide, strokeDasharray: '4,3' }),
      Plot.line(points, { x: 'recall', y: 'precision', stroke: COLOUR.window, strokeWidth: 2, curve: 'step-before' }),
      ...decisionMarks(decision, 'recall', 'precision'),
    ],
  });
}

/** Share of positives over mean score by band, each with its interval; a calibrated score lies on the dashed line. */
export function calibrationPlot(bands: readonly CalibrationBand[]): Markup {
  const intervals = bands.map(({ meanScore, interval }) => ({ meanScore, ...interval }));
  return drawPlot('Calibration curve: share of positives over mean score, by band of the score', {
    ...FRAME,
    x: { ...UNIT, label: 'mean score of the band' },
    y: { ...UNIT, label: 'share of positives' },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: COLOUR.guide, strokeDasharray: '4,3' },
      ),
      Plot.ruleX(intervals, { x: 'meanScore', y1: 'lower', y2: 'upper', stroke: COLOUR.window, strokeWidth: 1.5 }),
      Plot.line(bands, { x: 'meanScore', y: 'positiveShare', stroke: COLOUR.window, strokeOpacity: 0.5 }),
      Plot.dot(bands, { x: 'meanScore', y: 'positiveShare', r: 4.5, fill: COLOUR.window }),
    ],
  });
}

function decisionMarks(decision: Decision, x: keyof Decision, y: keyof Decision): Plot.Markish[] {
  const [atX, atY] = [decision[x], decision[y]];
  if (atX === undefined || atY === undefined) return [];
  const right = atX > 0.6;
  return [
    Plot.dot([decision], { x: atX, y: atY, r: 6, fill: COLOUR.positive, stroke: COLOUR.surface, strokeWidth: 1.5 }),
    Plot.text([decision], {
      x: atX,
      y: atY,
      text: [`threshold ${decision.threshold}`],
      textAnchor: right ? 'end' : 'start',
      dx: right ? -12 : 12,
      dy: 14,
      fontWeight: 600,
      stroke: COLOUR.surface,
      strokeWidth: 4,
      fill: 'currentColor',
    }),
  ];
}
