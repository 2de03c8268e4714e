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
  // A name is looked for among those that Genie has, and refused where it is none of them.
  const isRefusedByName = exitCode !== 0 && asked.every(({ method }) => method === "GET")
  if (sent.length === 0) return isRefusedByName ? undefined : "it was left out of what reached Genie"
  if (exitCode === 0 && !sent.some(isDone)) return "it ended with 0, and nothing was done"
  if (exitCode !== 0 && sent.some((one) => isDone(one) && one.method !== "GET"))
    return `it ended with ${exitCode}, and was done: ${stderr.slice(0, 200)}`
  const kept = texts.has(given.field) ? sent.filter(isDone).flatMap(({ answer }) => valuesIn(answer, given.field)) : []
  return kept.length === 0 || kept.some((value) => isExpected(given, value)) ? undefined : `${shown(kept[0])} was kept`
}

const isDone = ({ status }: Request) => status >= 200 && status < 300

const isExpected = ({ expected }: Case, value: unknown): boolean =>
  Array.isArray(value) ? value.some((one) => expected.includes(one)) : expected.includes(value)

/** Whatever the answer has under this name: that of a column is in its board, which has a name as well. */
const valuesIn = (answer: unknown, field: string): ReadonlyArray<unknown> =>
  typeof answer !== "object" || answer === null
    ? []
    : Object.entries(answer).flatMap(([name, value]) => [
        ...(name === field && (typeof value === "string" || Array.isArray(value)) ? [value] : []),
        ...valuesIn(value, field)
      ])

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
