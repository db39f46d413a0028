const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML that is known to be safe: made by `markup`, or by a library that escapes. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: undefined and false stand for nothing, lists for their parts one after the other. */
export type Part = Markup | string | number | undefined | false | readonly Part[];

/** A template of HTML. Every text put into it is escaped, for contents and for quoted attributes alike. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => text + rendered(parts[index])).join(''));
}

/** A text with the characters that HTML gives a meaning replaced. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function rendered(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(rendered).join('');
  return escaped(String(part));
}
