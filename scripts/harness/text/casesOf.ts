import { flagWord } from "../../../packages/operation/src/commands/flagWord.ts"
import type { Case } from "./Case.ts"
import type { Slot } from "./slots.ts"

/** A file with this text, for those that are read from one. */
export type FileOf = (text: string) => string

/** What has to be given besides the text. */
export type Fixture = (field: string, command: string) => string

/** How a text can be given to a field. */
export const formsOf = ({ isLong, isPositional }: Slot): ReadonlyArray<string> => [
  ...(isPositional ? ["argument", "behind --", "by name"] : ["flag", "flag="]),
  ...(isLong ? ["standard input", "file"] : [])
]

/** The command line that gives the text to the field. Nothing where the words would mean something else. */
export const caseOf = (slot: Slot, form: string, text: string, fixture: Fixture, fileOf: FileOf): Case | undefined => {
  const { command, field, spelling } = slot
  // There it stands for what is here.
  if (text === "." && ["board", "project"].includes(field)) return undefined
  const flags = slot.required.filter(({ isPositional }) => !isPositional)
  const others = flags.flatMap((other) => [`--${other.spelling}`, fixture(other.name, command)])
  // A change of nothing is refused before its task is looked for.
  const change = command === "task update" && field === "task" ? ["--priority", "high"] : []
  const base = [...command.split(" "), "--json", ...others, ...change]
  /** The arguments, with the text in its place or without it. */
  const operands = (mine: ReadonlyArray<string>) =>
    slot.positions
      .filter((name) => name === field || slot.required.some((one) => one.name === name))
      .flatMap((name) => (name === field ? mine : [fixture(name, command)]))
  const made = (args: ReadonlyArray<string>, rest: Partial<Case> = {}): Case => ({
    command,
    field,
    form,
    text,
    args,
    expected: slot.isNullable && text === "none" ? [null] : [text],
    isRefused: false,
    ...rest
  })
  // What stands for the standard input is read from there: nothing is there.
  const isInput = slot.isLong && text === "-"
  const read = isInput ? { stdin: "", expected: [""] } : {}

  switch (form) {
    case "argument": {
      if (text === "--" || (flagWord(text) !== undefined && !slot.isRequired)) return undefined
      const known = slot.positions.length > 1 && ["--help", "-h"].includes(text)
      if (["--help", "-h"].includes(text) && !known) return undefined
      return made([...base, ...operands([text])], { isRefused: flagWord(text) !== undefined, ...read })
    }
    case "behind --":
      return made([...base, "--", ...operands([text])], read)
    case "by name":
      return made([...base, `--${spelling}`, text, ...operands([])], read)
    case "flag":
      return made([...base, ...operands([]), `--${spelling}`, text], read)
    case "flag=":
      return made([...base, `--${spelling}=${text}`, ...operands([])], read)
    case "standard input":
      return made([...base, `--${spelling}`, "-", ...operands([])], { stdin: text, expected: [ended(unmarked(text))] })
    default:
      return made([...base, `--${spelling}-file`, fileOf(text), ...operands([])], { expected: [ended(unmarked(text))] })
  }
}

/** The byte order mark that begins a file is not of the text either. */
const unmarked = (text: string) => text.replace(/^\uFEFF/, "")

/** The line break that ends a file is not of the text. */
const ended = (text: string) => text.replace(/\r?\n$/, "")
