// A terminal in which the built `genie` is typed, and which prints what is typed and what comes back.
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(import.meta.resolve("@genie/cli"))

/** Nothing of a story takes so long, on the slowest machine. */
const PATIENCE_MS = 60_000

interface TerminalOptions {
  /** Who is typing. */
  readonly actor: string
  /** A PostgreSQL to work on, instead of the embedded database. */
  readonly database: string | undefined
  /** The git repository in which commands are typed. Without it they are typed at home. */
  readonly repository?: string
}

/** A command that goes on in another terminal. */
interface Background {
  stop(): Promise<void>
}

/** A command in another terminal that ends by itself. */
interface Started {
  /** Prints what it said, once it has ended well. */
  ended(): Promise<string>
}

/** Runs a command that succeeds, and answers what it printed. */
interface Genie {
  (...args: ReadonlyArray<string>): Promise<string>
  /** Runs one that is refused, with this exit code. */
  refused(exitCode: number, ...args: ReadonlyArray<string | { readonly stdin: string }>): Promise<string>
}

/** Commands, in a directory of their own. */
export class Terminal implements AsyncDisposable {
  /** The home of who types. */
  readonly #root: string
  readonly #options: TerminalOptions
  readonly #background = new Set<Background>()

  static async open(options: TerminalOptions): Promise<Terminal> {
    const root = await mkdtemp(join(tmpdir(), "genie-example-"))
    // What commands of commands find as `genie`.
    await mkdir(join(root, "bin"))
    const genie = `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(program)} "$@"\n`
    await writeFile(join(root, "bin/genie"), genie, { mode: 0o755 })
    const terminal = new Terminal(root, options)
    if (options.repository !== undefined) {
      await mkdir(terminal.directory)
      execFileSync("git", ["init", "--quiet"], { cwd: terminal.directory })
    }
    return terminal
  }

  private constructor(root: string, options: TerminalOptions) {
    this.#root = root
    this.#options = options
  }

  /** Where commands are typed. */
  get directory(): string {
    return join(this.#root, this.#options.repository ?? ".")
  }

  /** Where Genie keeps its data. */
  get home(): string {
    return join(this.#root, ".genie")
  }

  readonly say = (sentence: string): void => console.log(`\n# ${sentence}`)

  readonly genie: Genie = this.#genieOf(undefined)

  /** The same, typed by somebody else: `agent:engineer-1`. */
  as(actor: string): Genie {
    return this.#genieOf(actor)
  }

  /** Asks again and again, without printing it, until the answer is as it is waited for. */
  async until<Answer>(args: ReadonlyArray<string>, isEnough: (answer: Answer) => boolean): Promise<Answer> {
    const deadline = performance.now() + PATIENCE_MS
    let last = ""
    while (performance.now() < deadline) {
      const { exitCode, output } = await ended(this.#start([...args, "--json"]))
      if (exitCode !== 0) throw new Error(output)
      const answer: Answer = JSON.parse(output)
      if (isEnough(answer)) return answer
      last = output
    }
    throw new Error(`"${args.join(" ")}" did not become what was waited for in ${PATIENCE_MS / 1_000} s: ${last}`)
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

  /** Starts a command of somebody in another terminal, which ends when what it waits for is there. */
  start(actor: string, ...args: ReadonlyArray<string>): Started {
    const line = `(another terminal) $ ${typedBy(actor)}genie ${args.map(quoted).join(" ")}`
    console.log(`\n${line}`)
    const child = this.#start(args, actor)
    const end = ended(child)
    const background: Background = { stop: () => stopped(child).then(() => {}) }
    this.#background.add(background)
    return {
      ended: async () => {
        const { exitCode, output } = await end
        this.#background.delete(background)
        console.log(`\n${line}\n${indented(output)}`)
        if (exitCode !== 0) throw new Error(`This was to succeed, and exited with ${exitCode}.`)
        return output
      }
    }
  }

  /** Ends the other terminals and the owner in the background, if there is one. */
  async stopEverybody(): Promise<void> {
    for (const background of [...this.#background].reverse()) await background.stop()
    if (this.#options.database === undefined) await this.genie("down")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const background of [...this.#background].reverse()) await background.stop()
    if (this.#options.database === undefined) await ended(this.#start(["down"]))
    await rm(this.#root, { recursive: true, force: true })
  }

  #genieOf(actor: string | undefined): Genie {
    return Object.assign((...args: ReadonlyArray<string>) => this.#type(args, 0, { actor }), {
      refused: (exitCode: number, ...args: ReadonlyArray<string | { readonly stdin: string }>) => {
        const { stdin } = args.find((arg) => typeof arg === "object") ?? {}
        return this.#type(
          args.filter((arg) => typeof arg === "string"),
          exitCode,
          { actor, stdin }
        )
      }
    })
  }

  async #type(
    args: ReadonlyArray<string>,
    expected: number,
    { actor, stdin }: { readonly actor: string | undefined; readonly stdin?: string | undefined }
  ): Promise<string> {
    const input = stdin === undefined ? "" : `printf ${quoted(stdin.replaceAll("\n", "\\n"))} | `
    console.log(`\n$ ${input}${typedBy(actor)}genie ${args.map(quoted).join(" ")}`)
    const child = this.#start(args, actor)
    child.stdin?.end(stdin)
    const { exitCode, output } = await ended(child)
    console.log(indented(output))
    if (exitCode !== 0) console.log(`  (exit code ${exitCode})`)
    if (exitCode !== expected) throw new Error(`This was to exit with ${expected}, not with ${exitCode}.`)
    return output
  }

  #start(args: ReadonlyArray<string>, actor: string = this.#options.actor): ChildProcess {
    const { database } = this.#options
    return spawn(process.execPath, [program, ...args], {
      cwd: this.directory,
      env: {
        PATH: `${join(this.#root, "bin")}:${process.env.PATH}`,
        HOME: this.#root,
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

/** Who types a command, where it is not who types the others. */
const typedBy = (actor: string | undefined): string => (actor === undefined ? "" : `GENIE_ACTOR=${actor} `)

const quoted = (arg: string): string => (/^[\w./:@-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`)
