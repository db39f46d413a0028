import type { ApiBodyOptions } from '@nestjs/swagger';
import { MAX_BATCH } from './transaction-input.js';

type Schema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

/** The request and answer of POST /predict in OpenAPI's words. The features themselves come from the config. */
export const transactionSchema: Schema = {
  type: 'object',
  required: ['features'],
  additionalProperties: false,
  properties: {
    transaction_id: {
      type: 'string',
      maxLength: 200,
      description: 'made (UUIDv7) when absent; a repeat answers with the stored prediction',
    },
    timestamp: { type: 'string', format: 'date-time', description: "the transaction's own time; default: now" },
    explain: { type: 'boolean', description: 'also answer which features moved the score; default: false' },
    features: {
      type: 'object',
      description: 'a value for each feature of the config',
      additionalProperties: { oneOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }], nullable: true },
    },
  },
};

export const batchSchema: Schema = {
  type: 'object',
  required: ['transactions'],
  additionalProperties: false,
  properties: { transactions: { type: 'array', minItems: 1, maxItems: MAX_BATCH, items: transactionSchema } },
};

export const predictionSchema: Schema = {
  type: 'object',
  properties: {
    transaction_id: { type: 'string' },
    prediction: { type: 'integer', enum: [0, 1] },
    label: { type: 'string', description: 'the name of the class in the config' },
    probability: { type: 'number', minimum: 0, maximum: 1 },
    model_version: { type: 'string' },
    explored: {
      type: 'boolean',
      description: 'true when it was let through to learn its label, although its probability is past the threshold',
    },
    latency_ms: { type: 'number' },
    explanation: {
      type: 'object',
      description:
        'when asked for: base (the forest without any feature, about the positive rate it was trained on), the ten greatest contributions, and the rest; together the probability, but for rounding',
    },
  },
};
