import type { Case, Outcome, Request } from "./Case.ts"

/**
 * What is wrong with what became of a text, in a sentence, if anything is.
 *
 * What was given is what reached Genie and what it keeps; or nothing reached it, and the command said so with exit code
 * 2. A command that kept nothing never ends with 0.
 */
export const judge = (given: Case, { exitCode, requests, stderr }: Outcome): string | undefined => {
  const asked = requests.filter(({ path }) => !path.startsWith("/system"))
  const sent = asked.filter(({ fields }) => fields[given.field] !== undefined)
  if (given.isRefused) {
    if (asked.length > 0) return "it reached Genie, and looks like a flag"
    return exitCode === 2 ? undefined : `it ended with ${exitCode}, and looks like a flag`
  }
  if (asked.length === 0) {
    if (exitCode !== 2) return `nothing reached Genie, and it ended with ${exitCode}: ${stderr.slice(0, 200)}`
    return undefined
  }
  const wrong = sent.find(({ fields }) => !isExpected(given, fields[given.field]))
  if (wrong !== undefined) return `${shown(wrong.fields[given.field])} reached Genie`
  if (sent.length === 0) return "it was left out of what reached Genie"
  if (exitCode === 0 && !sent.some(isDone)) return "it ended with 0, and nothing was done"
  if (exitCode !== 0 && sent.some((one) => isDone(one) && one.method !== "GET"))
    return `it ended with ${exitCode}, and was done: ${stderr.slice(0, 200)}`
  const kept = sent
    .filter(isDone)
    .map(({ answer }) => keptIn(answer, given.field))
    .find((value) => value !== undefined)
  return kept === undefined || isExpected(given, kept) ? undefined : `${shown(kept)} was kept`
}

const isDone = ({ status }: Request) => status >= 200 && status < 300

const isExpected = ({ expected }: Case, value: unknown): boolean =>
  Array.isArray(value) ? value.some((one) => expected.includes(one)) : expected.includes(value)

/** The field of the answer with the same name. A reference by name (`column`) may come back as it is spelled there. */
const keptIn = (answer: unknown, field: string): unknown => {
  if (typeof answer !== "object" || answer === null || !texts.has(field)) return undefined
  const value: unknown = Reflect.get(answer, field)
  return typeof value === "string" || Array.isArray(value) ? value : undefined
}

/** Fields that are kept as they are said. */
const texts = new Set([
  "title",
  "body",
  "acceptance",
  "effort",
  "name",
  "handle",
  "tags",
  "externalId",
  "wishFile",
  "groupName",
  "description"
])

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 120)
