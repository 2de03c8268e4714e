/**
 * Whether a text is Markdown that somebody wrote to be read. Quotes in quotes and lists in lists cost the renderer more with
 * every level: 300 of them keep a browser busy for seconds, and 2,000 are deeper than its stack.
 */
export const isRenderable = (text: string): boolean =>
  text.length <= RENDERED_MAX && !nestedInLine.test(text) && !indented.test(text)

/** Longer texts are read as they were written. A page that renders one stands still meanwhile. */
const RENDERED_MAX = 32_768

/** Twenty levels begun in one line. */
const nestedInLine = /^(?:[\t ]*(?:>|(?:[*+-]|\d{1,9}[.)])(?=[\t ]))){20}/m

/** A list thirty levels deep. */
const indented = /^(?:\t| {2}){30,} ?(?:[>*+-]|\d{1,9}[.)])/m
