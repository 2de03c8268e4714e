/** A text as a text column takes it: NUL and half a character, which PostgreSQL refuses, become U+FFFD. */
export const storableText = (text: string): string => text.replaceAll("\0", "\uFFFD").toWellFormed()
