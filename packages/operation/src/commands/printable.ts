/**
 * Text from the database, made safe to print: what would move the cursor, rename the window, turn the reading
 * direction or hide something is shown instead of done. Line breaks and tabs stay.
 */
export const printable = (text: string): string =>
  text.replace(dangerous, (character) =>
    character.charCodeAt(0) <= 0xff
      ? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`
      : `\\u${character.charCodeAt(0).toString(16)}`
  )

/** The same on one line: a cell of a table, a title. */
export const printableLine = (text: string): string => printable(text.replace(/\r\n|\n|\r/g, "⏎").replace(/\t/g, " "))

/** A finished view, in which our own colors stay. */
export const printableView = (text: string): string => {
  let shown = ""
  let end = 0
  for (const match of text.matchAll(painted)) {
    const [all, open = "", inside = "", close = ""] = match
    shown += printable(text.slice(end, match.index)) + open + printable(inside) + close
    end = match.index + all.length
  }
  return shown + printable(text.slice(end))
}

/** JSON with the same meaning, in which nothing is left that a terminal obeys. */
export const printableJson = (json: string): string =>
  json.replace(dangerous, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** C0 but tab and line feed, DEL, C1, and the characters that turn the reading direction. */
const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * What `paint` makes, from a color to its end: anything else came with the text, and so did a color that nobody ends,
 * which would go on in whatever is printed next.
 */
const painted = /(\u001b\[(?:1|2|3[1-6])m)([^\u001b]*)(\u001b\[(?:22|39)m)/g
