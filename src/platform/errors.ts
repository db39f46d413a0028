/** One refused value: `field` is its path in the input (`transactions[3].features.amount`). */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

/** What the caller sent can't be used; each field at fault is named. */
export class InvalidInput extends Error {
  constructor(readonly errors: readonly FieldError[]) {
    super(
      errors.length === 1
        ? `${errors[0]?.field ?? ''}: ${errors[0]?.detail ?? ''}`
        : `${errors.length} values can't be used`,
    );
    this.name = 'InvalidInput';
  }
}

/** What the caller asked for does not exist. */
export class NotFound extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'NotFound';
  }
}

/** The caller has not shown that he may do this. */
export class Unauthorized extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'Unauthorized';
  }
}

/** The request contradicts what is stored. */
export class Conflict extends Error {
  /** @param facts further members of the problem document, in snake_case */
  constructor(
    detail: string,
    readonly errors: readonly FieldError[] = [],
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = 'Conflict';
  }
}

/** The service can't do it now, and may be asked again after `retryAfterSeconds`. */
export class Unavailable extends Error {
  constructor(
    detail: string,
    readonly retryAfterSeconds: number,
  ) {
    super(detail);
    this.name = 'Unavailable';
  }
}
