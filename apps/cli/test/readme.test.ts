// The README's first page, pasted by a newcomer: an empty home, a directory of their own, one block after another.
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

const checkout = join(import.meta.dirname, "../../..")

interface Block {
  /** Where it is pasted: the checkout, the newcomer's shell, or a second one. */
  readonly terminal: "checkout" | "mine" | "another"
  readonly lines: ReadonlyArray<string>
}

const blocks: ReadonlyArray<Block> = [
  ...readFileSync(join(checkout, "README.md"), "utf8").matchAll(/^```sh *([a-z-]*)\n(.*?)^```$/gms)
].map(([, where, code]) => ({
  terminal: where === "checkout" ? "checkout" : where === "another-terminal" ? "another" : "mine",
  lines: code!.trim().split("\n")
}))

const home = mkdtempSync(join(tmpdir(), "genie-readme-"))
const { DATABASE_URL: _, GENIE_AUDIT_KEY: __, GENIE_ACTOR: ___, GENIE_HOME: ____, ...inherited } = process.env
const env = {
  ...inherited,
  HOME: home,
  // The shim's directory is on the path of most systems as soon as it exists.
  PATH: [join(home, ".local/bin"), process.env.PATH].join(delimiter),
  // The home is empty, but pnpm itself need not come from the registry again.
  npm_config_cache: process.env.npm_config_cache ?? join(homedir(), ".npm"),
  NO_COLOR: "1",
  GENIE_IDLE: "1m"
}

/** A shell that things are pasted into. */
class Shell {
  #process: ChildProcess
  #printed = ""
  #heard: () => void = () => {}
  readonly ended: Promise<unknown>

  constructor(cwd: string) {
    // Its own process group, so that what is typed at it can be interrupted as by Ctrl-C.
    this.#process = spawn("bash", ["--norc", "-s"], { cwd, env, stdio: ["pipe", "pipe", "pipe"], detached: true })
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream!.setEncoding("utf8").on("data", (text: string) => {
        this.#printed += text
        this.#heard()
      })
    }
    this.ended = new Promise((resolve) => this.#process.once("exit", resolve))
  }

  paste(text: string): void {
    this.#process.stdin!.write(`${text}\n`)
  }

  /** Pastes one line and answers what it printed, and its exit code. */
  async line(text: string): Promise<{ readonly exitCode: number; readonly printed: string }> {
    const from = this.#printed.length
    this.paste(`${text}\necho "[exit $?]"`)
    await this.said(/\[exit \d+\]/, from)
    const printed = this.#printed.slice(from)
    return { exitCode: Number(/\[exit (\d+)\]/.exec(printed)![1]), printed }
  }

  /** Waits until it has printed this. */
  async said(text: RegExp, from = 0): Promise<void> {
    while (!text.test(this.#printed.slice(from))) {
      const heard = new Promise<void>((resolve) => (this.#heard = resolve))
      const isOver = await Promise.race([heard, this.ended.then(() => true)])
      if (isOver === true && !text.test(this.#printed.slice(from))) throw new Error(this.#printed.slice(from))
    }
  }

  async interrupt(): Promise<void> {
    process.kill(-this.#process.pid!, "SIGINT")
    this.#process.stdin!.end()
    await this.ended
  }
}

const opened: Array<Shell> = []
const shellIn = (directory: string): Shell => {
  const shell = new Shell(directory)
  opened.push(shell)
  return shell
}

let mine: Shell
beforeAll(() => {
  mine = shellIn(home)
})

afterAll(async () => {
  await mine.line("genie down")
  for (const shell of opened) await shell.interrupt().catch(() => {})
  rmSync(home, { recursive: true, force: true })
})

test("the README has blocks for a checkout, for a shell and for a second one", () => {
  expect(new Set(blocks.map(({ terminal }) => terminal))).toEqual(new Set(["checkout", "mine", "another"]))
  const [start, test] = blocks[0]!.lines
  expect(start).toMatch(/^npx -y pnpm@12 start\s/)
  expect(test).toMatch(/^npx -y pnpm@12 test\s/)
})

test("the block that starts Genie starts it", async () => {
  const shell = shellIn(checkout)
  shell.paste(`export GENIE_HOME=${home}/started`)

  shell.paste(blocks[0]!.lines[0]!)

  await shell.said(/Genie is up/)
  await shell.interrupt()
})

// One story: each block stands on those before it.
test("every other block can be pasted, in order, into an empty home and a fresh repository", async () => {
  for (const { lines, terminal } of blocks.slice(1)) {
    if (terminal === "another") {
      const shell = shellIn(home)
      shell.paste(lines.join("\n"))
      // The reader waits for the agent, too.
      while ((await columnOf("SHOP-1")) !== "review");
      continue
    }
    const shell = terminal === "checkout" ? shellIn(checkout) : mine
    for (const line of lines) {
      const { exitCode, printed } = await shell.line(line)
      if (line.includes("# refused")) expect(exitCode, printed).toBe(3)
      else expect(exitCode, `${line}\n${printed}`).toBe(0)
    }
  }
})

test("the pasted lines did what their comments say", async () => {
  expect((await mine.line("genie task comments SHOP-1")).printed).toContain("The middleware is written.")
  expect((await mine.line("genie schedule list")).printed).toContain("ping")
})

const columnOf = async (task: string): Promise<string> => {
  const { printed } = await mine.line(`genie task show ${task} --json`)
  return JSON.parse(printed.slice(0, printed.indexOf("[exit"))).task.column
}
