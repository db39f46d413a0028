import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldError, InvalidInput } from '../errors.js';

/** Checks class-validator DTOs: unknown keys are refused, every problem names its field. */
export function validationPipe(): ValidationPipe {
  return new BoundedValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new InvalidInput(errors.flatMap((error) => fieldErrors(error, ''))),
  });
}

/** class-transformer walks a body by recursion, so nesting of thousands of levels runs out of stack. */
class BoundedValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      if (error instanceof RangeError) throw new InvalidInput([{ field: 'body', detail: 'is nested too deeply' }]);
      throw error;
    }
  }
}

function fieldErrors(error: ValidationError, prefix: string): FieldError[] {
  const index = /^\d+$/.test(error.property);
  const field = index ? `${prefix}[${error.property}]` : prefix ? `${prefix}.${error.property}` : error.property;
  const own = Object.values(error.constraints ?? {}).map((detail) => ({ field, detail }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}
