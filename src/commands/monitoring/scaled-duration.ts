import { parseDuration } from '../../config/index.js';

/** A duration of a Prometheus or Alertmanager config, `speed` times shorter, at least a second. */
export function scaledDuration(text: string, speed: number): string {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new Error(`"${text}" is no duration such as 30s or 5m`);
  return `${Math.max(1, Math.round(milliseconds / speed / 1_000))}s`;
}
