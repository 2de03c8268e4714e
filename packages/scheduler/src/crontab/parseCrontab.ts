import * as Result from "effect/Result"
import { EXPRESSION_LENGTH_MAX, parseCron } from "../cadence/parseCron.ts"
import { quoted } from "../cadence/quoted.ts"
import { timeZone } from "../cadence/timeZone.ts"
import { backgroundNote } from "./backgroundNote.ts"
import type { CrontabEntry } from "./CrontabEntry.ts"
import type { CrontabProblem } from "./CrontabProblem.ts"
import { nameOf } from "./nameOf.ts"
import { otherCommand } from "./otherCommand.ts"
import { otherTime } from "./otherTime.ts"
import { parseSetting } from "./parseSetting.ts"
import { shownLine } from "./shownLine.ts"
import { splitCommand } from "./splitCommand.ts"
import { takeWords } from "./takeWords.ts"
import { variables } from "./variables.ts"

/** Characters in a file. The largest crontabs people keep are a hundredth of it. */
export const CRONTAB_LENGTH_MAX = 1_048_576
/** Entries in a file: as many schedules as one import makes in one transaction. */
export const ENTRIES_MAX = 10_000
/** Characters in a command: half of what Linux hands to a program as one argument. */
export const COMMAND_LENGTH_MAX = 65_536
/** Problems told at once. Nobody reads more, and a file with so many is not a crontab. */
export const PROBLEMS_MAX = 1_000

/**
 * Reads a crontab: comments, variables, `CRON_TZ`, five-field expressions and macros, `%` in commands, and the user
 * column of `/etc/crontab` when `system` is set.
 *
 * All or nothing: with one problem anywhere there are no entries, and every problem is told, by line.
 */
export const parseCrontab = (
  text: string,
  options: { readonly system: boolean; readonly leftovers?: "end" | "keep" }
): Result.Result<ReadonlyArray<CrontabEntry>, ReadonlyArray<CrontabProblem>> => {
  if (text.length > CRONTAB_LENGTH_MAX) {
    return Result.fail([
      { line: 0, text: "", message: `the file has ${text.length} characters: the most is ${CRONTAB_LENGTH_MAX}` }
    ])
  }
  const entries: Array<CrontabEntry> = []
  const problems: Array<CrontabProblem> = []
  const name = uniqueNames()
  const environment = variables()
  let zone: string | undefined
  let comment: string | undefined
  let hasUserLegend = false

  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const above = comment
    comment = undefined
    if (/^[ \t]*$/.test(line)) continue
    const read = Result.gen(function* () {
      yield* checkCharacters(line)
      const body = line.trimStart()
      if (body.startsWith("#")) {
        hasUserLegend ||= isUserLegend(body)
        return { comment: remark(body) }
      }
      const setting = yield* parseSetting(body)
      if (setting?.name === "CRON_TZ") return { zone: yield* readZone(setting.value) }
      if (setting !== undefined) return { set: yield* environment.set(setting, index + 1) }
      if (entries.length >= ENTRIES_MAX) return yield* Result.fail(`a file has at most ${ENTRIES_MAX} entries`)
      return { job: yield* parseJob(body, options.system, hasUserLegend) }
    })
    if (Result.isFailure(read)) {
      problems.push({ line: index + 1, text: shownLine(line), message: read.failure })
      if (problems.length >= PROBLEMS_MAX) break
      continue
    }
    comment = read.success.comment
    if ("zone" in read.success) zone = read.success.zone
    if (read.success.job === undefined) continue
    const job = { ...read.success.job, ...(above === undefined ? {} : { comment: above }) }
    const { HOME: directory } = environment.current()
    const note = options.leftovers === "keep" ? undefined : backgroundNote(job.command)
    entries.push({
      line: index + 1,
      ...name(nameOf(job), index + 1),
      ...job,
      environment: environment.current(),
      notes: note === undefined ? environment.notes() : [...environment.notes(), `line ${index + 1}: ${note}`],
      ...(directory === undefined ? {} : { directory }),
      ...(zone === undefined ? {} : { timeZone: zone })
    })
  }

  return problems.length > 0 ? Result.fail(problems) : Result.succeed(entries)
}

/** A result whose failure is the sentence of a problem. */
type Read<A> = Result.Result<A, string>

/** Terminals act on control characters, shells end at NUL, and PostgreSQL keeps neither NUL nor half a character. */
const checkCharacters = (line: string): Read<void> => {
  const found = /[\u0000-\u0008\u000a-\u001f\u007f]/.exec(line)
  if (found !== null) {
    const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")
    return Result.fail(`column ${found.index + 1} holds the control character U+${code}: remove it`)
  }
  if (!line.isWellFormed()) return Result.fail("the line is not valid Unicode: save the file as UTF-8")
  return Result.succeed(undefined)
}

/** Nothing after `CRON_TZ=` is the zone of whoever reads the file. */
const readZone = (value: string): Read<string | undefined> =>
  value === ""
    ? Result.succeed(undefined)
    : Result.mapError(timeZone(value), (refusal) => `CRON_TZ: ${refusal.message}`)

interface Job {
  readonly expression: string
  readonly user?: string
  readonly command: string
  readonly stdin?: string
}

const parseJob = (body: string, system: boolean, hasUserLegend: boolean): Read<Job> =>
  Result.gen(function* () {
    const other = otherTime(body)
    if (other !== undefined) return yield* Result.fail(other)
    const exported = /^export[ \t]+([A-Za-z_][A-Za-z0-9_]*)=/.exec(body)?.[1]
    if (exported !== undefined) return yield* Result.fail(`export belongs to the shell: write ${exported}=…`)
    const columns = (body.startsWith("@") ? 1 : 5) + (system ? 1 : 0)
    const { words, rest } = takeWords(body, columns)
    const user = system ? words[columns - 1] : undefined
    const time = (system ? words.slice(0, columns - 1) : words).join(" ")
    if (time.length > EXPRESSION_LENGTH_MAX) {
      return yield* Result.fail(`the time has ${time.length} characters: the most is ${EXPRESSION_LENGTH_MAX}`)
    }
    // Where a time is wrong it is what to say first: a line of prose is not "a job without a command".
    const { expression } = yield* Result.mapError(parseCron(time), (refusal) => refusal.message)
    if (system && user === undefined) return yield* Result.fail("there is no user and no command after the time")
    if (rest === "" && !system) return yield* Result.fail(`there is no command after ${quoted(words.join(" "))}`)
    const misread = otherCommand({ user, rest, hasUserLegend })
    if (misread !== undefined) return yield* Result.fail(misread)
    if (rest.length > COMMAND_LENGTH_MAX) {
      return yield* Result.fail(`the command has ${rest.length} characters: the most is ${COMMAND_LENGTH_MAX}`)
    }
    const { command, stdin } = splitCommand(rest)
    if (command.trim() === "") return yield* Result.fail(`there is no command after ${quoted(words.join(" "))}`)
    return {
      expression,
      ...(user === undefined ? {} : { user }),
      command,
      ...(stdin === undefined ? {} : { stdin })
    }
  })

/** What the comments of a system crontab say about its columns. */
const isUserLegend = (body: string): boolean =>
  /\buser-?name\b|\bsystem-wide crontab\b|\b(?:dow|day of week)\b.*\buser\b.*\bcommand\b/i.test(
    body.slice(0, COMMENT_LENGTH_MAX)
  )

/** What a comment says about the job below, if it does: not a job that was switched off, nor the legend of the columns. */
const remark = (body: string): string | undefined => {
  const text = body
    .slice(0, COMMENT_LENGTH_MAX)
    .toWellFormed()
    .replace(/^[#\s]+/, "")
    .replace(/[#\s=*-]+$/, "")
  const isLegend = /^m(?:in(?:ute)?s?)?\s+h/i.test(text) || /\b(?:user-?name|dow|day of week)\b.*command/i.test(text)
  const isJob = /^@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)\b/.test(text) || isTime(text)
  return /\p{Letter}/u.test(text) && !isLegend && !isJob ? text : undefined
}

/** What a name is made from; the rest of a longer remark would not get into it. */
const COMMENT_LENGTH_MAX = 500

const isTime = (text: string): boolean => {
  const { words } = takeWords(text, 5)
  return (
    words.length === 5 &&
    words.every((word) => /^[\d*,/?-]+$|^[A-Za-z]{3}(?:[,-][A-Za-z]{3})*$/.test(word)) &&
    /^[\d*]/.test(text)
  )
}

/** Numbers what comes again: `backup`, `backup-2`, `backup-3`. */
const uniqueNames = (): ((name: string, line: number) => Pick<CrontabEntry, "name" | "namesake">) => {
  const taken = new Map<string, number>()
  const last = new Map<string, number>()
  return (name, line) => {
    let number = last.get(name) ?? 1
    let unique = name
    while (taken.has(unique)) unique = `${name}-${++number}`
    last.set(name, number)
    taken.set(unique, line)
    const namesake = unique === name ? undefined : taken.get(name)
    return { name: unique, ...(namesake === undefined ? {} : { namesake }) }
  }
}
