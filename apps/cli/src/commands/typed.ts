import { guidance } from "./guidance.ts"

const args = process.argv.slice(2)

/** The commands that the words may stand for: `genie tasks` is `genie task list`. */
const meant = Object.entries(guidance.synonyms ?? {}).flatMap(([synonym, command]) =>
  args.includes(synonym.split(" ").at(-1)!) ? command.split(" ") : []
)

/** The words of the command line, or nothing when every command is wanted: completions describe every flag of each. */
export const typed: ReadonlyArray<string> | undefined = args.some(
  (arg) => arg.startsWith("--completions") || arg === "--wizard"
)
  ? undefined
  : [...args, ...meant]
