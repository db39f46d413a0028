import { markup, type Markup, type Part } from './markup.js';

/** A column of a table: its heading, and whether its cells are figures, which stand to the right. */
export interface Heading {
  readonly text: string;
  readonly figure?: true;
}

/** A table with a caption; the first cell of a row names it. */
export function table(caption: string, headings: readonly Heading[], rows: readonly (readonly Part[])[]): Markup {
  const side = (place: number): Markup | undefined => (headings[place]?.figure ? markup` class="figure"` : undefined);
  return markup`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${headings.map(({ text }, place) => markup`<th scope="col"${side(place)}>${text}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([
    name,
    ...cells
  ]) => markup`<tr><th scope="row">${name}</th>${cells.map((cell, place) => markup`<td${side(place + 1)}>${cell}</td>`)}</tr>
`,
)}</tbody>
</table></div>
`;
}

/** A figure with a caption below, and a heading above where it has one. */
export function figure(plot: Markup, caption: Part, heading?: Part): Markup {
  return markup`<figure>${heading !== undefined && markup`<h3>${heading}</h3>`}${plot}<figcaption>${caption}</figcaption></figure>
`;
}

/** What the colours of a plot mean. */
export function legend(entries: readonly (readonly [colour: string, meaning: string])[]): Markup {
  return markup`<p class="legend">${entries.map(
    ([colour, meaning]) => markup`<span><i style="background: ${colour}"></i>${meaning}</span>`,
  )}</p>
`;
}
