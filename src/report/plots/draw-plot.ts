import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escaped, Markup } from '../page/markup.js';

/** Colours by role; the page's style sheet says what they are in light and in dark. */
export const COLOUR = {
  reference: 'var(--reference)',
  window: 'var(--window)',
  positive: 'var(--positive)',
  negative: 'var(--negative)',
  alarm: 'var(--alarm)',
  guide: 'var(--guide)',
  surface: 'var(--surface)',
} as const;

/** linkedom's types are written for a program that has those of the DOM. */
const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as { document: object };

/**
 * Draws a plot as SVG to stand inside a page: no script, no outside resource, colours from the page.
 *
 * @param label what it shows, in one sentence, for those who can't see it
 */
export function drawPlot(label: string, options: Plot.PlotOptions): Markup {
  const style = { background: 'transparent', fontSize: '11px', overflow: 'visible' };
  const svg = Plot.plot({ className: 'plot', style, ...options, document }) as unknown as {
    outerHTML: string;
  };
  return new Markup(svg.outerHTML.replace('<svg ', `<svg role="img" aria-label="${escaped(label)}" `));
}
