// What stops a command before it starts, in a sentence that says what to do. Asked before the start because afterwards
// nobody knows any more: a missing directory and a missing shell are both ENOENT.
import { constants } from "node:fs"
import { access, stat } from "node:fs/promises"
import { delimiter, isAbsolute, resolve } from "node:path"
import { Data, Effect } from "effect"
import { environmentProblem } from "./scrubEnvironment.ts"

export interface CommandToCheck {
  readonly command: string | ReadonlyArray<string>
  readonly cwd: string
  /** The schedule's own variables. */
  readonly own: Readonly<Record<string, string>> | undefined
  /** All variables, scrubbed. */
  readonly environment: Readonly<Record<string, string>>
  readonly shell: string
}

/** The reason why this command cannot start here, or nothing. */
export const commandProblem = (command: CommandToCheck): Effect.Effect<string | undefined> =>
  Effect.promise(
    async () =>
      environmentProblem(command.own) ??
      nulProblem(command) ??
      (await directoryProblem(command.cwd)) ??
      (await programProblem(command))
  )

/** The system refused to start it although nothing seemed wrong. */
export class ProcessNotStarted extends Data.TaggedError("ProcessNotStarted")<{ readonly message: string }> {
  static because(error: NodeJS.ErrnoException): ProcessNotStarted {
    const known = error.code === undefined ? undefined : sentences[error.code]
    return new ProcessNotStarted({ message: known ?? `The system could not start the command: ${error.message}.` })
  }
}

const sentences: Record<string, string | undefined> = {
  E2BIG: "The command, its arguments and its variables are longer than the system allows: put them in a file.",
  EAGAIN: "The system allows no more processes for this user: raise its limit or run fewer commands at once.",
  ENOMEM: "The system has no memory left to start the command.",
  EMFILE: "This worker may open no more files: raise its limit (ulimit -n) or run fewer commands at once.",
  ENFILE: "The system may open no more files: raise its limit or run fewer commands at once.",
  ENOENT: "The directory or /bin/sh disappeared while the command was starting.",
  EACCES: "The directory or /bin/sh became forbidden while the command was starting."
}

const nulProblem = ({ command, cwd, environment }: CommandToCheck): string | undefined => {
  const words = typeof command === "string" ? [command] : command
  if ([...words, cwd].some(hasNul)) return "The command or its directory holds a NUL character: remove it."
  const variable = Object.entries(environment).find(([, value]) => hasNul(value))
  return variable && `The variable ${variable[0]} holds a NUL character: remove it.`
}

const hasNul = (text: string): boolean => text.includes("\0")

const directoryProblem = async (cwd: string): Promise<string | undefined> => {
  if (!isAbsolute(cwd)) return `The directory "${cwd}" is not an absolute path, and the worker's own says nothing.`
  try {
    if (!(await stat(cwd)).isDirectory()) return `"${cwd}" is not a directory, so no command can run in it.`
    await access(cwd, constants.X_OK)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === "ENOENT") return `The directory "${cwd}" does not exist on this host.`
    if (code === "ENOTDIR") return `The directory "${cwd}" does not exist: a part of its path is a file.`
    if (code === "EACCES") return `The user of this worker may not enter the directory "${cwd}".`
    return `The directory "${cwd}" cannot be entered: ${message}.`
  }
}

const programProblem = async ({ command, cwd, environment, shell }: CommandToCheck): Promise<string | undefined> => {
  const program = typeof command === "string" ? shell : command[0]
  if (program === undefined || program === "") return "The command is empty: name a program."
  const places = program.includes("/")
    ? [resolve(cwd, program)]
    : (environment.PATH ?? "").split(delimiter).map((directory) => resolve(cwd, directory, program))
  const states = await Promise.all(places.map(executability))
  if (states.includes("yes")) return undefined
  if (states.includes("no")) return `The program "${program}" may not be executed by the user of this worker.`
  return program.includes("/")
    ? `The program "${program}" does not exist on this host.`
    : `The program "${program}" is in no directory of PATH (${environment.PATH ?? ""}).`
}

const executability = async (path: string): Promise<"yes" | "no" | "absent"> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code)
  if (found === undefined || typeof found === "string") return found === "EACCES" ? "no" : "absent"
  if (found.isDirectory()) return "no"
  return access(path, constants.X_OK).then(
    () => "yes",
    () => "no"
  )
}
