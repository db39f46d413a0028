const SECRET = /key|token|secret|password|authorization/i;
const MAX_DEPTH = 8;
const MAX_LENGTH = 4_000;

/** A request's body as it may be kept: without secrets, and no longer than 4,000 characters of JSON. */
export function auditBody(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  const text = JSON.stringify(kept(body, 0));
  return text.length <= MAX_LENGTH ? text : JSON.stringify({ cut_off: text.slice(0, MAX_LENGTH) });
}

function kept(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '...';
  if (Array.isArray(value)) return value.map((element) => kept(element, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      storable(name),
      SECRET.test(name) ? 'kept secret' : kept(member, depth + 1),
    ]),
  );
}

/** PostgreSQL's JSON holds neither NUL nor half a character. */
function storable(text: string): string {
  return text.replaceAll(/[\0\p{Surrogate}]/gu, '\ufffd');
}
