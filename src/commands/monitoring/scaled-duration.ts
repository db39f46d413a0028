import { parseDuration } from '../../config/index.js';

/** A duration of a Prometheus or Alertmanager config, `speed` times shorter, at least `leastSeconds`. */
export function scaledDuration(text: string, speed: number, leastSeconds = 1): string {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new Error(`"${text}" is no duration such as 30s or 5m`);
  return `${Math.max(leastSeconds, Math.round(milliseconds / speed / 1_000))}s`;
}
