/** What keeps a text out of a database, if anything: PostgreSQL keeps neither NUL nor half a character. */
export const textProblem = (text: string): string | undefined => {
  if (text.includes("\0")) return "contains a NUL character"
  return text.isWellFormed() ? undefined : "is not valid Unicode: it holds half a character"
}
