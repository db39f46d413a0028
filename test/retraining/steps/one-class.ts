import { HistoryStore } from '../../../src/history/index.js';
import { SchemaStore } from '../../../src/models/index.js';
import { testConfig } from '../../support/config.js';
import type { TestService } from '../../support/service.js';

/** History of 100 rows whose positives are all among the newest 20. */
export async function writeOneClass({ application, clock }: TestService): Promise<void> {
  const schema = await application.get(SchemaStore, { strict: false }).versionOf(testConfig().features);
  const rows = Array.from({ length: 100 }, (_, k) => ({
    transactionId: `row-${k}`,
    occurredAt: clock.now() - (100 - k) * 60_000,
    row: { values: Float64Array.of(k, 0, 1, 1) },
    positive: k >= 80 && k % 2 === 0,
  }));
  await application.get(HistoryStore, { strict: false }).insert(schema.version, 'the test', rows);
}
