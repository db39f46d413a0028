import { Injectable } from '@nestjs/common';
import { ShadowComparisons } from '../../metrics/index.js';
import { Clock } from '../../platform/index.js';
import { ScoringMinuteStore } from '../../prediction/index.js';
import { ExpectedChanges } from './expected-change.js';
import type { ProbationEvidence } from './judge.js';
import type { Probation } from './probation.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Reads what the store knows of a version on probation. */
@Injectable()
export class EvidenceReader {
  constructor(
    private readonly minutes: ScoringMinuteStore,
    private readonly comparisons: ShadowComparisons,
    private readonly expected: ExpectedChanges,
    private readonly clock: Clock,
  ) {}

  /** Cost: that of the minutes of two days and of a comparison, however long the probation is. */
  async read({ deploymentId, version, former, beganAt, endsAt }: Probation): Promise<ProbationEvidence> {
    const now = this.clock.now();
    const began = beganAt.getTime();
    const wholeMinute = Math.floor(began / MINUTE_MS) * MINUTE_MS;
    const [after, before, comparison, expected] = await Promise.all([
      this.minutes.during(version, Math.max(wholeMinute, now - DAY_MS), now + MINUTE_MS),
      this.minutes.during(former.version, wholeMinute - DAY_MS, wholeMinute + MINUTE_MS),
      this.comparisons.of({ answeredBy: version, shadow: former.version, from: began }),
      this.expected.of(deploymentId),
    ]);
    return { after, before, comparison, expected, isOver: now >= endsAt.getTime() };
  }
}
