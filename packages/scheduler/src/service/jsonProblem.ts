import { textProblem } from "./textProblem.ts"

/** What keeps a JSON value out of a database, if anything: its texts, keys included. */
export const jsonProblem = (value: unknown): string | undefined => {
  let problem: string | undefined
  JSON.stringify(value, (key, part: unknown) => {
    problem ??= textProblem(key) ?? (typeof part === "string" ? textProblem(part) : undefined)
    return part
  })
  return problem
}
