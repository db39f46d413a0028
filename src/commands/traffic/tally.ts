import { accuracy, type ConfusionCounts, precision, recall } from '../../statistics/index.js';
import { aligned, grouped, rounded, score } from '../report.js';

/** What became of reported labels: the counts of POST /feedback/batch. */
export type LabelCounts = Record<'recorded' | 'unchanged' | 'corrected' | 'pending', number>;

/** What traffic came to, as the sender saw it. */
export class Tally {
  readonly labels: LabelCounts = { recorded: 0, unchanged: 0, corrected: 0, pending: 0 };
  readonly confusion: ConfusionCounts = { tp: 0, fp: 0, tn: 0, fn: 0 };
  private predictions = 0;
  private alarms = 0;
  private readonly startMs = performance.now();

  predicted(positive: boolean): void {
    this.predictions += 1;
    if (positive) this.alarms += 1;
  }

  labelled(predicted: boolean, actual: boolean): void {
    if (actual) this.confusion[predicted ? 'tp' : 'fn'] += 1;
    else this.confusion[predicted ? 'fp' : 'tn'] += 1;
  }

  counted(counts: LabelCounts): void {
    this.labels.recorded += counts.recorded;
    this.labels.unchanged += counts.unchanged;
    this.labels.corrected += counts.corrected;
    this.labels.pending += counts.pending;
  }

  /** @param unsent labels that were never sent */
  figures(unsent: number): Readonly<Record<string, unknown>> {
    const { confusion } = this;
    return {
      predictions: this.predictions,
      predicted_positive: this.alarms,
      labels: this.labels,
      labels_not_sent: unsent,
      confusion,
      accuracy: accuracy(confusion),
      precision: precision(confusion),
      recall: recall(confusion),
      seconds: rounded(this.seconds()),
      predictions_per_second: rounded(this.rate(), 1),
    };
  }

  lines(unsent: number): string[] {
    const { tp, fp, tn, fn } = this.confusion;
    const outcomes = Object.entries(this.labels).filter(([, count]) => count > 0);
    const sent = outcomes.map(([outcome, count]) => `${grouped(count)} ${outcome}`).join(', ');
    return aligned([
      [
        'predictions',
        `${grouped(this.predictions)} (${grouped(Math.round(this.rate()))} a second), ${grouped(this.alarms)} positive`,
      ],
      ['labels', `${sent === '' ? 'none' : sent}${unsent > 0 ? `; ${grouped(unsent)} not sent` : ''}`],
      [
        'confusion',
        `${grouped(tp)} true positive, ${grouped(fp)} false positive, ${grouped(tn)} true negative, ${grouped(fn)} false negative`,
      ],
      ['accuracy', score(accuracy(this.confusion))],
      ['precision', score(precision(this.confusion))],
      ['recall', score(recall(this.confusion))],
      ['seconds', `${rounded(this.seconds(), 1)}`],
    ]);
  }

  private seconds(): number {
    return (performance.now() - this.startMs) / 1_000;
  }

  private rate(): number {
    return this.predictions / Math.max(this.seconds(), 0.001);
  }
}
