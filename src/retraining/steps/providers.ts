import { Analyst } from '../analysis/analyst.js';
import { RowReader } from '../rows/row-reader.js';
import { Champion } from './champion.js';
import { CostGauge } from './cost-gauge.js';
import { GateGauges } from './gate-gauges.js';
import { PreparedRows } from './prepared-rows.js';
import { ThresholdMover } from './threshold-mover.js';

/** What the steps from prepare to deploy share. */
export const STEP_PROVIDERS = [Analyst, Champion, CostGauge, GateGauges, PreparedRows, RowReader, ThresholdMover];
