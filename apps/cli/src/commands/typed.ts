const args = process.argv.slice(2)

/** The words of the command line, or nothing when every command is wanted: completions describe every flag of each. */
export const typed: ReadonlyArray<string> | undefined = args.some(
  (arg) => arg.startsWith("--completions") || arg === "--wizard"
)
  ? undefined
  : args
