const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const SIGNIFICANT_DIGITS = 4;

/** What a step made, in lines for people: a member each, what has members of its own in one line with them. */
export function outputLines(output: unknown): string[] {
  if (!isObject(output)) return [];
  return Object.entries(output).flatMap(([name, value]) => memberLines(words(name), value));
}

function memberLines(name: string, value: unknown): string[] {
  if (!Array.isArray(value)) {
    const text = inline(value);
    return text === '' ? [] : [`${name}: ${text}`];
  }
  if (!value.some(isObject)) return value.length === 0 ? [] : [`${name}: ${value.map(inline).join(', ')}`];
  return value.map((item) => {
    if (!isObject(item)) return `${name}: ${inline(item)}`;
    return typeof item['passed'] === 'boolean' ? itemText(item) : `${name}: ${itemText(item)}`;
  });
}

/** A check of the gate by its verdict and words; what else there are lists of by its members. */
function itemText({ passed, name, detail, ...others }: Readonly<Record<string, unknown>>): string {
  if (typeof passed === 'boolean') return `${passed ? 'passed' : 'FAILED'} ${inline(name)}: ${inline(detail)}`;
  const rest = inline(others);
  return [inline(name), rest, detail === undefined ? '' : `(${inline(detail)})`]
    .filter((part) => part !== '')
    .join(' ');
}

function inline(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') {
    return Number.isInteger(value)
      ? value.toLocaleString('en-US')
      : String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
  }
  if (typeof value === 'string') return ISO_TIME.test(value) ? value.slice(0, 16).replace('T', ' ') : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(inline).join(', ');
  return Object.entries(value)
    .map(([name, member]) => [words(name), inline(member)] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name} ${text}`)
    .join(', ');
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
