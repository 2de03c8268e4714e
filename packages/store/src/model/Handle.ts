import { Schema } from "effect"
import { controlProblem } from "./controlProblem.ts"
import { NAME_LENGTH_MAX } from "./lengths.ts"
import { oneScript } from "./oneScript.ts"
import { problemFilter } from "./problemFilter.ts"
import { textProblem } from "./textProblem.ts"

const tooLong = `has more than ${NAME_LENGTH_MAX} characters`

/**
 * The handle of somebody who acts, as an input. Handles are how people and gates tell actors apart, so two of them
 * that look alike must not be two: they are written in Unicode's profile for identifiers (UAX 31) with `. - @ +`, in
 * normal form NFKC, without invisible characters, and with letters of one script (UTS 39, "highly restrictive").
 */
export const Handle = Schema.String.check(
  Schema.isNonEmpty({ message: "is empty" }),
  Schema.isMaxCodePoints(NAME_LENGTH_MAX, { message: tooLong }),
  problemFilter((handle: string) => handleProblem(handle))
)

/** What is wrong with a handle, if anything. */
export const handleProblem = (handle: string): string | undefined => {
  if (handle === "") return "is empty"
  if (handle.length > NAME_LENGTH_MAX * 2 || [...handle].length > NAME_LENGTH_MAX) return tooLong
  const problem = textProblem(handle) ?? controlProblem(handle)
  if (problem !== undefined) return problem
  const strange = notAllowed.exec(handle)?.[0]
  if (strange !== undefined) return `contains ${named(strange)}. A handle has letters, digits and _ . - @ +`
  if (!/^[\p{L}\p{N}]/u.test(handle)) return "begins with a sign. A handle begins with a letter or a digit"
  if (handle.normalize("NFKC") !== handle) return `is written in look-alikes. Write "${handle.normalize("NFKC")}"`
  return oneScript(handle) ? undefined : "mixes letters of several scripts, which look alike. Use those of one"
}

/** A handle made of any text: signs that none may have become `-`. For names that other systems gave. */
export const handleOf = (text: string): string => {
  const handle = [
    ...text
      .normalize("NFKC")
      .replaceAll(new RegExp(notAllowed, "gu"), "-")
      .replace(/^[^\p{L}\p{N}]+/u, "")
  ]
    .slice(0, NAME_LENGTH_MAX)
    .join("")
  return handleProblem(handle) === undefined ? handle : `actor-${hexOf(text)}`
}

const hexOf = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, 64)

/** Everything but what continues an identifier, and the signs; also the invisible among what does. */
const notAllowed = /[^\p{XID_Continue}.@+-]|\p{Default_Ignorable_Code_Point}/u

const named = (character: string): string => {
  const point = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")
  return /^[\p{L}\p{P}\p{S}]$/u.test(character) ? `"${character}" (U+${point})` : `U+${point}`
}
