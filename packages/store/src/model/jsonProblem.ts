import { textProblem } from "./textProblem.ts"

/** What keeps a JSON value out of a database, if anything: its texts, keys included. */
export const jsonProblem = (value: unknown): string | undefined => {
  // JSON spells NUL and half characters as escapes: where there is none, there is nothing to look for.
  if (!/\\u(?:0000|d[89a-f])/i.test(JSON.stringify(value) ?? "")) return undefined
  let problem: string | undefined
  JSON.stringify(value, (key, part: unknown) => {
    problem ??= textProblem(key) ?? (typeof part === "string" ? textProblem(part) : undefined)
    return part
  })
  return problem
}
