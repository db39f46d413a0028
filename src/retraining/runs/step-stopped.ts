/** Why a step is stopped before its end. */
export type Stop = 'cancelled' | 'lost' | 'stopping' | 'timeout';

/** The reason of a step's abort signal. */
export class StepStopped extends Error {
  constructor(
    readonly stop: Stop,
    message: string,
  ) {
    super(message);
    this.name = 'StepStopped';
  }
}
