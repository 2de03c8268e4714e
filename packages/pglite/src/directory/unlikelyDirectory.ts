// Text that somebody wrote where a directory is named. An address that was spelled wrongly must never become a directory: its
// password would be the name of it. No sentence here repeats the text, for where it is not understood a password could be
// anywhere in it.
import { type Program, someProgram } from "./Program.ts"

/** Why this is not taken for the path of a directory, if there is a reason. */
export const unlikelyDirectory = (text: string, program: Program = someProgram): string | undefined =>
  misspelling(text) ?? (/^[a-z][a-z0-9+.-]*:/i.test(text) ? isAnAddress(program) : unlikelyPath(text, program))

/** Finds what no name of a directory or a database has in it. */
export const misspelling = (text: string): string | undefined => {
  if (/^["'`\u2018-\u201f]|["'`\u2018-\u201f]$/.test(text))
    return "It is written in quotes, which a shell takes away and most other programs do not. Write it without them."
  if (/^[\s\p{Cf}\p{Cc}]/u.test(text))
    return "It begins with white space or with a character that cannot be seen. Write it again without."
  if (/\p{Cc}/u.test(text)) return "It has a line break or another control character in it. Write it in one line."
  return undefined
}

const isAnAddress = ({ server = "" }: Program): string =>
  `It looks like an address and not like a directory. ${server}`.trim()

const unlikelyPath = (text: string, program: Program): string | undefined => {
  if (text.includes("://")) return isAnAddress(program)
  if (keyValue.test(text))
    return "It is written as key=value. Write it as an address: postgres://user:password@host:5432/name."
  if (/^~[^/]/.test(text)) return "The home of another user is not looked up. Write the whole path."
  // `./data@home` is a directory, also with what else is in an address.
  return /^[./~]/.test(text) || !/[@:]|%(40|3a|2f)/i.test(text) ? undefined : isAnAddress(program)
}

const keyValue =
  /(^|\s)(host|hostaddr|port|user|password|passfile|dbname|database|service|sslmode|application_name)\s*=/i
