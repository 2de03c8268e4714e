import { slips } from "@genie/operation"
import * as Result from "effect/Result"
import { quoted } from "./quoted.ts"
import { type Refusal, refusal } from "./Refusal.ts"

/** The longest name in the time zone database has 32 characters. */
const LENGTH_MAX = 64

/**
 * Reads the IANA name of a time zone, such as `America/Sao_Paulo` or `UTC`; otherwise says which one may be meant.
 *
 * An offset (`+03:00`) is refused: it knows no summer time, and PostgreSQL reads its sign the other way round.
 */
export const timeZone = (name: string): Result.Result<string, Refusal> => {
  const trimmed = name.trim()
  if (/^[+-]?\d/.test(trimmed) || /^(?:UTC|GMT)[+-]\d/i.test(trimmed)) {
    return refuse(name, "is an offset, not a time zone: name one, such as Europe/Berlin or UTC")
  }
  if (isKnown(trimmed)) return Result.succeed(spelling(trimmed))
  const near = trimmed.length <= LENGTH_MAX ? nearest(trimmed) : undefined
  return refuse(
    name,
    near === undefined
      ? "is not a time zone: use an IANA name, such as America/Sao_Paulo, Europe/Berlin or UTC"
      : `is not a time zone: did you mean ${near}?`
  )
}

const isKnown = (name: string): boolean => {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name) || name.length > LENGTH_MAX) return false
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name })
    return true
  } catch {
    return false
  }
}

const names: ReadonlyArray<string> = [
  "UTC",
  ...Intl.supportedValuesOf("timeZone"),
  // Today's names of places that the list above still gives under their old ones.
  "America/Argentina/Buenos_Aires",
  "America/Nuuk",
  "Asia/Ho_Chi_Minh",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Yangon",
  "Europe/Kyiv"
]

/** Case does not matter to anybody who reads the name, but one zone should look like one zone in a list. */
const spelling = (name: string): string => names.find((each) => each.toLowerCase() === name.toLowerCase()) ?? name

const nearest = (name: string): string | undefined => {
  const wanted = plain(name)
  if (wanted === "") return undefined
  let best: string | undefined
  // One slip in three characters is a typing error; more is another word.
  let least = Math.min(4, Math.floor(wanted.length / 3) + 1)
  for (const [each, candidate] of candidates()) {
    const city = candidate.slice(candidate.lastIndexOf("/") + 1)
    const distance = Math.min(
      slips(wanted, candidate),
      slips(wanted, city),
      slips(wanted.slice(wanted.lastIndexOf("/") + 1), city) + 1
    )
    if (distance < least) {
      least = distance
      best = each
    }
  }
  return best
}

/** Every name beside what is compared of it, made when somebody mistypes one for the first time. */
const candidates = (): ReadonlyArray<readonly [name: string, compared: string]> => {
  compared ??= names.map((name) => [name, plain(name)] as const)
  return compared
}

let compared: ReadonlyArray<readonly [name: string, compared: string]> | undefined

const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[\s_-]+/g, "_")

const refuse = (name: string, reason: string) => Result.fail(refusal(`${quoted(name)} ${reason}`, { token: name }))
