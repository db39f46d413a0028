import type { Markup } from '../markup.js';

/** A part of the page, and how the table of contents names it. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}
