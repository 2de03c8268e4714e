import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Tenure } from "./judge.ts"

/** A process that wants the directory: it starts, is ready, is told to contend, waits for its turn, owns, and is killed. */
export class Contender {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  stage: "starting" | "ready" | "told" | "waiting" | "owning" | "killed" = "starting"
  tenure: Tenure | undefined
  killedAt: bigint | undefined

  constructor(child: ChildProcess) {
    this.child = child
    this.ended = once(child, "close")
  }

  contend(): void {
    this.stage = "told"
    this.child.stdin!.write("\n")
  }

  /** When it was killed is written down before the kernel hears of it. */
  kill(): void {
    this.stage = "killed"
    this.killedAt ??= process.hrtime.bigint()
    if (this.tenure !== undefined) this.tenure.killedAt = this.killedAt
    this.child.kill("SIGKILL")
  }
}

/** All the processes that want one directory, and what they have said. */
export class Contenders {
  /** Every time that one of them owned the directory. */
  readonly tenures: Array<Tenure> = []
  /** What they said that nobody expected. */
  readonly complaints: Array<string> = []

  readonly #living = new Set<Contender>()
  readonly #start: () => ChildProcess
  readonly #changed: () => void

  /** `changed` is called whenever one of them has said something, or ended. */
  constructor(start: () => ChildProcess, changed: () => void) {
    this.#start = start
    this.#changed = changed
  }

  in(...stages: ReadonlyArray<Contender["stage"]>): ReadonlyArray<Contender> {
    return [...this.#living].filter(({ stage }) => stages.includes(stage))
  }

  get owner(): Contender | undefined {
    return this.in("owning")[0]
  }

  add(): void {
    const contender = new Contender(this.#start())
    const { child } = contender
    this.#living.add(contender)
    child.stdin!.on("error", () => {})
    createInterface({ input: child.stdout! }).on("line", (line) => this.#heard(contender, line))
    createInterface({ input: child.stderr! }).on("line", (line) => this.complaints.push(line))
    void contender.ended.then(() => {
      this.#living.delete(contender)
      if (contender.stage !== "killed") this.complaints.push(`Process ${child.pid} ended by itself.`)
      this.#changed()
    })
  }

  async killAll(): Promise<void> {
    const all = [...this.#living]
    for (const contender of all) contender.kill()
    await Promise.all(all.map(({ ended }) => ended))
  }

  /** What was said before a death may be heard after it. */
  #heard(contender: Contender, line: string): void {
    const [word, pid, at = "0", ...more] = line.split(" ")
    const now = BigInt(at)
    const { tenure } = contender
    const isAlive = contender.stage !== "killed"
    if (isAlive && (word === "ready" || word === "waiting")) contender.stage = word
    if (word === "own") {
      contender.tenure = {
        pid: Number(pid),
        from: now,
        to: now,
        beats: 0,
        killedAt: contender.killedAt,
        robbed: []
      }
      this.tenures.push(contender.tenure)
      if (isAlive) contender.stage = "owning"
    }
    if (word === "beat" && tenure !== undefined) {
      tenure.to = now
      tenure.beats++
    }
    if (word === "robbed") tenure?.robbed.push(more.join(" "))
    this.#changed()
  }
}

/** Starts one that does not contend yet. */
export const startContender = (program: string, args: ReadonlyArray<string>, compiled: string): ChildProcess =>
  spawn(process.execPath, [program, ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    stdio: ["pipe", "pipe", "pipe"]
  })
