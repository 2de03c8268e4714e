import * as Result from "effect/Result"
import { quoted } from "../cadence/quoted.ts"
import { environmentProblem } from "../process/scrubEnvironment.ts"
import type { Setting } from "./parseSetting.ts"
import { settingNote } from "./settingNote.ts"

/** Characters in all variables together, names and values. Each entry carries those above it, so they multiply. */
export const ENVIRONMENT_LENGTH_MAX = 16_384
/** Different variables in a file, for the same reason. */
export const VARIABLES_MAX = 100

/** The variables in force while a crontab is read from top to bottom. */
export interface Variables {
  /** Sets one for the lines below, or says why not. */
  readonly set: (setting: Setting, line: number) => Result.Result<void, string>
  /** What is in force now. Entries with nothing set between them share it. */
  readonly current: () => Readonly<Record<string, string>>
  /** What is different from cron for them. */
  readonly notes: () => ReadonlyArray<string>
}

export const variables = (): Variables => {
  const values = new Map<string, string>()
  let length = 0
  let current: Readonly<Record<string, string>> | undefined
  const notes = new Map<string, string>()
  let currentNotes: ReadonlyArray<string> | undefined

  const note = (setting: Setting, line: number): void => {
    const text = settingNote(setting)
    if (text === undefined) notes.delete(setting.name)
    else notes.set(setting.name, `line ${line}: ${text}`)
    currentNotes = undefined
  }

  return {
    set: ({ name, value }, line) => {
      const problem = environmentProblem({ [name]: value }) ?? homeProblem(name, value)
      if (problem !== undefined) return Result.fail(problem)
      note({ name, value }, line)
      if (name === "LOGNAME" || name === "USER") return Result.succeed(undefined)
      const before = values.get(name)
      const after = length + value.length + (before === undefined ? name.length : -before.length)
      if (before === undefined && values.size >= VARIABLES_MAX) {
        return Result.fail(`a file sets at most ${VARIABLES_MAX} different variables`)
      }
      if (after > ENVIRONMENT_LENGTH_MAX) {
        return Result.fail(`the variables have ${after} characters together: the most is ${ENVIRONMENT_LENGTH_MAX}`)
      }
      values.set(name, value)
      length = after
      current = undefined
      return Result.succeed(undefined)
    },
    // `fromEntries` defines what it is given, `__proto__` included, where an assignment would not.
    current: () => (current ??= Object.freeze(Object.fromEntries(values))),
    notes: () => (currentNotes ??= [...notes.values()])
  }
}

/** Cron changes to it before each command. */
const homeProblem = (name: string, value: string): string | undefined =>
  name === "HOME" && !value.startsWith("/")
    ? `HOME is where commands run, and ${quoted(value)} is no place, since cron expands neither ~ nor $: write an absolute path`
    : undefined
