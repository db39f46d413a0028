/** Of the operating system: nobody listens there, the name or the network is gone, the connection broke. */
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What pg and pg-pool say, without any code, of connections that broke or were never made. */
const BROKEN_CONNECTION =
  /^(connection terminated|timeout exceeded when trying to connect|timeout expired|client has encountered a connection error|cannot use a pool after calling end)/i;

/**
 * Whether an error says that the database can't be reached, or threw us out (it is stopping, starting, full, closed),
 * rather than that a statement was wrong.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, severity, driverError, message } = error as Error & Partial<Record<string, unknown>>;
  if (driverError instanceof Error && driverError !== error) return isDatabaseAway(driverError);
  if (typeof code === 'string' && SYSTEM_CODES.has(code)) return true;
  // PostgreSQL ends a session with FATAL: 57P01 (shut down), 57P03 (starting up), 53300 (too many connections), ...
  return severity === 'FATAL' || severity === 'PANIC' || BROKEN_CONNECTION.test(message);
}
