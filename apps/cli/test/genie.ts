import { spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** How a command ended, and what it said. */
export interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A command that goes on until it is told to stop. */
export interface Running {
  readonly pid: number
  /** Waits until it has printed this. */
  readonly said: (text: string) => Promise<void>
  /** What it has printed on standard error. */
  readonly complaints: () => string
  readonly signal: (signal: NodeJS.Signals) => void
  readonly ended: Promise<Ended>
}

/** What a command finds when it starts. */
export interface Conditions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  /** Where it is typed. */
  readonly cwd?: string
  /** Another user of this machine. */
  readonly uid?: number
}

/** The built command line in a home of its own. What it started is gone when the test is. */
export interface Home extends AsyncDisposable {
  readonly path: string
  readonly genie: (...args: ReadonlyArray<string>) => Promise<Ended>
  readonly genieWith: (options: Conditions, ...args: ReadonlyArray<string>) => Promise<Ended>
  readonly start: (...args: ReadonlyArray<string>) => Running
  readonly startWith: (options: Conditions, ...args: ReadonlyArray<string>) => Running
  /** The same commands, typed in a git repository of this name. */
  readonly repository: (name: string) => Pick<Home, "genie" | "genieWith" | "start"> & { readonly path: string }
  /** The process that owns the directory. */
  readonly owner: () => { readonly pid: number; readonly kind: string } | undefined
}

/** The program as a shell starts it, for commands that use it. */
export const genieInShell = (): string => `"${process.execPath}" "${program}"`

const program = fileURLToPath(new URL("../dist/genie.js", import.meta.url))

/** An empty home. */
export const home = (): Home => {
  const path = mkdtempSync(join(tmpdir(), "genie-cli-"))
  const started = new Set<Running>()

  const run = (args: ReadonlyArray<string>, { cwd, env = {}, stdin = "", uid }: Conditions = {}): Running => {
    const { DATABASE_URL: _, GENIE_AUDIT_KEY: __, GENIE_SOCKET: ___, ...inherited } = process.env
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...inherited, GENIE_HOME: path, GENIE_IDLE: "1m", NO_COLOR: "1", ...env },
      stdio: ["pipe", "pipe", "pipe"],
      ...(cwd !== undefined && { cwd }),
      ...(uid !== undefined && { uid, gid: uid })
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk) => (stdout += chunk))
    child.stderr.on("data", (chunk) => (stderr += chunk))
    child.stdin.on("error", () => {})
    child.stdin.end(stdin)
    const running: Running = {
      pid: child.pid!,
      signal: (signal) => child.kill(signal),
      complaints: () => stderr,
      said: (text) =>
        new Promise((resolve, reject) => {
          const look = () => (stdout + stderr).includes(text) && resolve()
          child.stdout.on("data", look)
          child.stderr.on("data", look)
          child.once("close", () => reject(new Error(`It ended without saying "${text}":\n${stdout}${stderr}`)))
          look()
        }),
      ended: new Promise((resolve) =>
        child.once("close", (code, signal) => {
          started.delete(running)
          resolve({ exitCode: code ?? (signal === null ? 1 : -1), stdout, stderr })
        })
      )
    }
    started.add(running)
    return running
  }

  const owner = () => {
    const file = join(path, "owner.json")
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined
  }

  return {
    path,
    owner,
    genie: (...args) => run(args).ended,
    genieWith: (conditions, ...args) => run(args, conditions).ended,
    start: (...args) => run(args),
    startWith: (conditions, ...args) => run(args, conditions),
    repository: (name) => {
      const cwd = join(path, name)
      mkdirSync(join(cwd, ".git"), { recursive: true })
      return {
        path: cwd,
        genie: (...args) => run(args, { cwd }).ended,
        genieWith: (conditions, ...args) => run(args, { cwd, ...conditions }).ended,
        start: (...args) => run(args, { cwd })
      }
    },
    [Symbol.asyncDispose]: async () => {
      await run(["down"]).ended
      for (const running of started) {
        running.signal("SIGKILL")
        await running.ended
      }
      rmSync(path, { recursive: true, force: true })
    }
  }
}
