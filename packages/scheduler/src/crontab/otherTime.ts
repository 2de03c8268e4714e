import * as Result from "effect/Result"
import { parseCron } from "../cadence/parseCron.ts"
import { takeWords } from "./takeWords.ts"

/**
 * What the front of a line is to another scheduler, where five fields and a command would be a misreading: seconds and
 * years, the table of anacron, the mark that silences a log. A sentence, or nothing.
 */
export const otherTime = (body: string): string | undefined => silent(body) ?? anacron(body) ?? moreFields(body)

/** SUSE's and cronie's crons. */
const silent = (body: string): string | undefined =>
  /^-[\d*@]/.test(body)
    ? `the "-" in front tells another cron not to log the job, and Genie logs every run: remove it`
    : undefined

/** Period, delay, identifier, command. */
const anacron = (body: string): string | undefined => {
  const { words } = takeWords(body, 4)
  const [period = "", delay = "", name = "", command] = words
  if (command === undefined || !/^\d+$/.test(delay) || !/^[A-Za-z][\w.-]*$/.test(name) || isField(name))
    return undefined
  if (!/^\d+$|^@(?:monthly|weekly|daily|yearly)$/.test(period)) return undefined
  const macro = period.startsWith("@") ? period : (macros.get(period) ?? "a time")
  return `the line is one of anacron's table (period, delay, name, command), which is no crontab: write ${macro} and the command`
}

const macros = new Map([
  ["1", "@daily"],
  ["7", "@weekly"],
  ["30", "@monthly"],
  ["31", "@monthly"]
])

const moreFields = (body: string): string | undefined => {
  if (body.startsWith("@")) return undefined
  const { words } = takeWords(body, FIELDS_MAX)
  const end = words.findIndex((word, index) => !(index < 5 ? isField(word) : isCertainlyField(word)))
  const fields = end < 0 ? words : words.slice(0, end)
  if (fields.length < 6) return undefined
  const [seconds = "", ...rest] = fields
  const hasYear = isYear(fields.at(-1)!)
  if (fields.length === 6 && hasYear) {
    return `the line has 6 fields before its command, the last one a year: cron has 5${instead(fields.slice(0, 5))}`
  }
  const what = `the line has ${fields.length} fields before its command, the first one seconds${fields.length > 6 ? " and the last one a year" : ""}`
  if (/^\d+$/.test(seconds)) return `${what}: cron has 5${instead(rest.slice(0, 5))}`
  return `${what}: what is due more than once a minute is an interval, made with --every`
}

/** Seconds, five fields and a year. */
const FIELDS_MAX = 7

const instead = (fields: ReadonlyArray<string>): string => {
  const expression = fields.map((field) => (field === "?" ? "*" : field)).join(" ")
  return Result.isSuccess(parseCron(expression)) ? `, write ${expression} and the command` : ""
}

const isYear = (word: string): boolean => /^(?:19|20)\d\d/.test(word)

const names = "sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
const numeric = /^[\d*?][\d*?,/#LW~-]*$|^LW?$/
const named = new RegExp(`^(?:${names}|\\d+)(?:[,/-](?:${names}|\\d+))*$`, "i")

const isField = (word: string): boolean => numeric.test(word) || named.test(word)

/** A command may be called `mon`, and no command is called `MON-FRI`. */
const isCertainlyField = (word: string): boolean =>
  numeric.test(word) || (named.test(word) && (/[,/-]/.test(word) || word === word.toUpperCase()))
