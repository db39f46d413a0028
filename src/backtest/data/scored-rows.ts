/** What healed and unhealed services said of each row, and the truth. Memory: 27 bytes a row. */
export class ScoredRows {
  readonly times: Float64Array;
  readonly healed: Decisions;
  readonly unhealed: Decisions;
  /** 1 positive, 0 negative, 255 unknown. */
  readonly truth: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.times = new Float64Array(capacity);
    this.healed = decisions(capacity);
    this.unhealed = decisions(capacity);
    this.truth = new Uint8Array(capacity);
  }

  add(time: number, truth: boolean | undefined, healed: Decision, unhealed: Decision): void {
    const row = this.length;
    this.times[row] = time;
    this.truth[row] = truth === undefined ? 255 : Number(truth);
    for (const [all, one] of [
      [this.healed, healed],
      [this.unhealed, unhealed],
    ] as const) {
      all.scores[row] = one.score;
      all.positive[row] = Number(one.positive);
    }
    this.length += 1;
  }
}

export interface Decision {
  /** Probability of the positive class, 0 to 1. */
  readonly score: number;
  readonly positive: boolean;
}

export interface Decisions {
  readonly scores: Float64Array;
  /** 1 where it was called positive. */
  readonly positive: Uint8Array;
}

function decisions(capacity: number): Decisions {
  return { scores: new Float64Array(capacity), positive: new Uint8Array(capacity) };
}
