import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { uncheckedTemplates } from "../sqlTemplates.ts"
import { root, workspacePackages } from "../workspacePackages.ts"
import { beginsLate, commentSentences } from "./commentSentences.ts"

/** A figure of the house: what is counted, what it is now, what it may be at most, and where it is to come. */
export interface HouseFigure {
  readonly name: string
  readonly value: number
  /** CI refuses more. It is lowered whenever the figure is. */
  readonly most: number
  /** The value of the finished house. */
  readonly goal: number
}

/** The figures of `pnpm -s tree`. */
export const houseFigures = (): ReadonlyArray<HouseFigure> => {
  const files = workspacePackages.flatMap(({ sources }) =>
    sources.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
  )
  const sentences = files
    .filter(({ path }) => !path.includes(".generated."))
    .flatMap(({ text }) => commentSentences(text))
  const lines = (of: RegExp, where: RegExp) =>
    files
      .filter(({ path }) => where.test(path))
      .reduce((sum, { text }) => sum + text.split("\n").filter((line) => of.test(line)).length, 0)
  const operations = files.filter(({ path }) => operationFile.test(path))
  const operationLines = operations.reduce((sum, { text }) => sum + text.split("\n").length, 0)

  return [
    {
      name: "ceremony in the operations of tasks, % of their lines",
      value: percent(lines(ceremony, operationFile), operationLines),
      most: 10,
      goal: 10
    },
    { name: "sql templates whose columns nothing checks", value: uncheckedTemplates().length, most: 15, goal: 0 },
    { name: "files in the largest flat folder of sources", value: largestFolder(files), most: 56, goal: 20 },
    {
      name: "lines of contracts and services with a shell command",
      value: lines(command, /\/(?:contract|service)\//),
      most: 37,
      goal: 0
    },
    {
      name: "sentences of comments whose noun comes late, %",
      value: percent(sentences.filter(beginsLate).length, sentences.length),
      most: 16.2,
      goal: 1
    },
    { name: "`as never` and `as unknown as`", value: lines(/\bas never\b|\bas unknown as\b/, /./), most: 44, goal: 10 }
  ]
}

const operationFile =
  /^packages\/tasks\/src\/.*(?:Live|makeTask(?:Claiming|Creating|Deciding|Holding|Log|Moving|Reading|Writing))\.ts$/

/** Lines that do by hand what the runner does. */
const ceremony =
  /\borUnavailable\b|^\s*db\.transaction,?$|\bcheck(?:Text|Line|Title|Cursor)\(|Effect\.fn\("[A-Z]\w+\.\w+"\)/

const command =
  /^(?!\s*(?:\*|\/\/)).*\bgenie (?:up|down|task|run|schedule|audit|actor|project|board|open|doctor|worker|enqueue|status|key)\b/

const percent = (part: number, whole: number): number => Math.round((part / whole) * 1_000) / 10

const largestFolder = (files: ReadonlyArray<{ readonly path: string }>): number => {
  const folders = Map.groupBy(files, ({ path }) => dirname(path))
  return Math.max(...Array.from(folders.values(), (inside) => inside.length))
}
