import { type RawBuilder, sql } from "kysely"

/**
 * Whether a column has this text without regard to case. Some databases lower only the letters of English, so that the
 * text is also compared as JavaScript writes it in either case.
 */
export const isAlike = (column: RawBuilder<unknown>, text: string): RawBuilder<boolean> => {
  const [lower, upper] = [text.toLowerCase(), text.toUpperCase()]
  return sql<boolean>`(lower(${column}) in (lower(${text}), ${lower}) or ${column} in (${lower}, ${upper}))`
}
