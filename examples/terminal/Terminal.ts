// A terminal in which the built `genie` is typed, and which prints what is typed and what comes back.
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(import.meta.resolve("@genie/cli"))

/** Nothing of this story takes so long, on the slowest machine. */
const PATIENCE_MS = 60_000

interface TerminalOptions {
  /** Who is typing. */
  readonly actor: string
  /** A PostgreSQL to work on, instead of the embedded database. */
  readonly database: string | undefined
}

/** A run, as far as this story looks at one. */
export interface Run {
  readonly id: string
  readonly state: string
  readonly exitCode: number | null
  readonly retryOf: string | null
}

/** A command that goes on in another terminal. */
interface Background {
  stop(): Promise<void>
}

/** Commands, in a directory of their own. */
export class Terminal implements AsyncDisposable {
  /** Where commands are typed; the home of who types them. */
  readonly directory: string
  readonly #options: TerminalOptions
  readonly #background = new Set<Background>()

  static async open(options: TerminalOptions): Promise<Terminal> {
    return new Terminal(await mkdtemp(join(tmpdir(), "genie-example-")), options)
  }

  private constructor(directory: string, options: TerminalOptions) {
    this.directory = directory
    this.#options = options
  }

  /** Where Genie keeps its data. */
  get home(): string {
    return join(this.directory, ".genie")
  }

  readonly say = (sentence: string): void => console.log(`\n# ${sentence}`)

  /** Runs a command that succeeds. `genie.refused` runs one that is refused, with this exit code. */
  readonly genie = Object.assign((...args: ReadonlyArray<string>) => this.#type(args, 0), {
    refused: (exitCode: number, ...args: ReadonlyArray<string | { readonly stdin: string }>) => {
      const { stdin } = args.find((arg) => typeof arg === "object") ?? {}
      return this.#type(
        args.filter((arg) => typeof arg === "string"),
        exitCode,
        stdin
      )
    }
  })

  /** Lists runs again and again, without printing it, until they are as they are waited for. */
  async runs(filter: ReadonlyArray<string>, isEnough: (runs: ReadonlyArray<Run>) => boolean) {
    const deadline = performance.now() + PATIENCE_MS
    while (performance.now() < deadline) {
      const { exitCode, output } = await ended(this.#start(["run", "list", ...filter, "--json"]))
      if (exitCode !== 0) throw new Error(output)
      const { items }: { readonly items: ReadonlyArray<Run> } = JSON.parse(output)
      if (isEnough(items)) return items
    }
    throw new Error(`The runs ${filter.join(" ")} did not become what was waited for in ${PATIENCE_MS / 1_000} s.`)
  }

  /** The newest of these runs, once it is as it is waited for. */
  async newest(filter: ReadonlyArray<string>, isEnough: (run: Run) => boolean): Promise<Run> {
    const [run] = await this.runs(filter, ([newest]) => newest !== undefined && isEnough(newest))
    return run!
  }

  write(file: string, content: string): Promise<void> {
    return writeFile(join(this.directory, file), content)
  }

  /** Starts a command in another terminal, and waits until it says that it is at work. */
  async background(args: ReadonlyArray<string>, ready: string): Promise<Background> {
    console.log(`\n(another terminal) $ genie ${args.map(quoted).join(" ")}`)
    const child = this.#start(args)
    const said = await saying(child, ready)
    console.log(indented(said))
    const background: Background = {
      stop: async () => {
        this.#background.delete(background)
        await stopped(child)
      }
    }
    this.#background.add(background)
    return background
  }

  /** Ends the other terminals and the owner in the background, if there is one. */
  async stopEverybody(): Promise<void> {
    for (const background of [...this.#background].reverse()) await background.stop()
    if (this.#options.database === undefined) await this.#type(["down"], 0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const background of [...this.#background].reverse()) await background.stop()
    if (this.#options.database === undefined) await ended(this.#start(["down"]))
    await rm(this.directory, { recursive: true, force: true })
  }

  async #type(args: ReadonlyArray<string>, expected: number, stdin?: string): Promise<string> {
    const input = stdin === undefined ? "" : `printf ${quoted(stdin.replaceAll("\n", "\\n"))} | `
    console.log(`\n$ ${input}genie ${args.map(quoted).join(" ")}`)
    const child = this.#start(args)
    child.stdin?.end(stdin)
    const { exitCode, output } = await ended(child)
    console.log(indented(output))
    if (exitCode !== 0) console.log(`  (exit code ${exitCode})`)
    if (exitCode !== expected) throw new Error(`This was to exit with ${expected}, not with ${exitCode}.`)
    return output
  }

  #start(args: ReadonlyArray<string>): ChildProcess {
    const { actor, database } = this.#options
    return spawn(process.execPath, [program, ...args], {
      cwd: this.directory,
      env: {
        PATH: process.env.PATH,
        HOME: this.directory,
        TZ: "UTC",
        GENIE_HOME: this.home,
        GENIE_ACTOR: actor,
        ...(database !== undefined && { DATABASE_URL: database })
      },
      stdio: "pipe"
    })
  }
}

const ended = async (child: ChildProcess) => {
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve))
  child.stdin?.end()
  const [exitCode, out, err] = await Promise.all([exited, text(child.stdout!), text(child.stderr!)])
  return { exitCode, output: `${out}${err}`.trimEnd() }
}

/** What a process has said by the time it is ready. It is ended when it never is. */
const saying = (child: ChildProcess, ready: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ""
    const give = (error: Error) => {
      clearTimeout(timer)
      child.kill()
      reject(error)
    }
    const timer = setTimeout(() => give(new Error(`It never said "${ready}", but: ${said}`)), PATIENCE_MS)
    const listen = (chunk: Buffer) => {
      said += chunk
      if (!said.includes(ready) || !said.endsWith("\n")) return
      clearTimeout(timer)
      resolve(said.trimEnd())
    }
    child.stdout?.on("data", listen)
    child.stderr?.on("data", listen)
    child.once("exit", (code) => give(new Error(`It ended with ${code}: ${said}`)))
  })

const stopped = (child: ChildProcess): Promise<unknown> => {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  const exited = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGTERM")
  return exited
}

const indented = (output: string): string => output.replaceAll(/^(?=.)/gm, "  ")

const quoted = (arg: string): string => (/^[\w./:@-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`)
