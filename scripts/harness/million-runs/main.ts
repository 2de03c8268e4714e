// A program enqueues a million runs and does them, in one embedded directory. It is killed and started again now and then,
// and at the end: how long does the next one take until the store answers, and how large did the write-ahead log ever get?
import { fork } from "node:child_process"
import { on, once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { dataDirectory } from "@genie/store/database"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { HANG_LIMIT_MS } from "../hangLimit.ts"
import { randomFrom } from "../randomFrom.ts"
import { brokenIn } from "./brokenIn.ts"
import { bytesIn } from "./bytesIn.ts"
import type { Said } from "./program.ts"

/** Killed so often while it works; then once more, at the end. */
const KILLS = 8

/** At small sizes not more often than every so many runs. */
const RUNS_PER_KILL = 5_000

const LOOK_EVERY_MS = 50
const PRINT_EVERY_MS = 15_000

export const harness: Harness = {
  size: 1_000_000,
  async run(options) {
    const directory = await mkdtemp(join(tmpdir(), "genie-million-runs-"))
    try {
      return await ran(directory, options)
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }
}

async function ran(directory: string, { seed, signal, size }: HarnessOptions) {
  const startedAt = performance.now()
  const random = randomFrom(seed)
  const { pg } = dataDirectory(directory)
  const kills = Math.min(KILLS, Math.floor(size / RUNS_PER_KILL))
  // One in each part of the way, anywhere in it.
  const killAt = Array.from({ length: kills }, (_, part) => Math.round(((part + random()) / kills) * size * 0.95))
  const opened: Array<Extract<Said, { readonly kind: "open" }>> = []
  let done = 0
  let walBytesMax = 0
  let printedAt = startedAt
  const look = () => {
    walBytesMax = Math.max(walBytesMax, bytesIn(join(pg, "pg_wal")))
    if (performance.now() - printedAt < PRINT_EVERY_MS) return
    printedAt = performance.now()
    console.log(`${done} of ${size} runs after ${seconds(startedAt)} s, the log ${megabytes(walBytesMax)} MB at most`)
  }
  const looking = setInterval(look, LOOK_EVERY_MS)

  /** Starts the program, and kills it when it has said what is waited for. */
  const live = async (isEnough: (said: Said) => boolean, home = directory): Promise<Said> => {
    signal.throwIfAborted()
    const program = fork(join(import.meta.dirname, "program.ts"), [home, String(size)], {
      execArgv: ["--conditions=@genie/source"]
    })
    const exited = once(program, "exit")
    const kill = () => program.kill("SIGKILL")
    const patience = setTimeout(kill, HANG_LIMIT_MS)
    try {
      for await (const [said] of on(program, "message", { signal, close: ["exit"] }) as AsyncIterable<[Said]>) {
        patience.refresh()
        if (said.kind === "open" && home === directory) opened.push(said)
        if (said.kind === "progress") done = said.done
        if (isEnough(said)) return said
      }
      throw new Error(`The program ended by itself, or said nothing for ${HANG_LIMIT_MS} ms.`)
    } finally {
      clearTimeout(patience)
      kill()
      await exited
    }
  }

  /** What the same program takes for a new directory at this moment, on this machine. */
  const newMs: Array<number> = []
  const openNew = async () => {
    const home = await mkdtemp(join(tmpdir(), "genie-million-runs-new-"))
    try {
      const said = await live(({ kind }) => kind === "open", home)
      if (said.kind === "open") newMs.push(Math.round(said.openMs))
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  }

  try {
    for (const at of killAt) {
      await live((said) => said.kind === "progress" && said.done >= at)
      await openNew()
    }
    const finished = await live(({ kind }) => kind === "finished")
    const workSeconds = seconds(startedAt)
    // As it lies there when everything is done and nobody has closed it.
    await live(({ kind }) => kind === "open")
    await openNew()
    look()

    const outcomes = finished.kind === "finished" ? finished.outcomes : {}
    const reopenMs = opened.slice(1).map(({ openMs }) => Math.round(openMs))
    const walMegabytesMax = megabytes(walBytesMax)
    return {
      broken: brokenIn({ size, outcomes, reopenMs, newMs, walMegabytesMax }),
      figure:
        `${outcomes.succeeded ?? 0} runs through one directory (${Math.round(size / Math.max(1, workSeconds))}/s), ${reopenMs.length} kills: ` +
        `reopened in ${Math.max(...reopenMs)} ms at most (a new directory beside it in ${Math.max(...newMs)} ms), the log ${walMegabytesMax} MB at most`,
      numbers: {
        runsPerSecond: Math.round(size / Math.max(1, workSeconds)),
        workSeconds,
        outcomes,
        newMs,
        reopenMs,
        processStartToAnswerMs: opened.slice(1).map(({ startMs }) => Math.round(startMs)),
        walMegabytesMax,
        walMegabytesAtEnd: megabytes(bytesIn(join(pg, "pg_wal"))),
        directoryMegabytesAtEnd: megabytes(bytesIn(directory))
      }
    }
  } finally {
    clearInterval(looking)
  }
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 1_000)

const megabytes = (bytes: number): number => Math.ceil(bytes / 1024 / 1024)
