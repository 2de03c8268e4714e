// One directory at a time, and one victim after the other that is killed in it.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as after } from "node:timers/promises"
import type { Durability } from "@genie/pglite"
import { HANG_LIMIT_MS } from "../hangLimit.ts"
import type { Deck } from "./Deck.ts"
import type { Durations } from "./Durations.ts"
import { Ledger } from "./Ledger.ts"
import type { Archives } from "./makeArchives.ts"
import type { Phase } from "./Phase.ts"
import type { Orders } from "./victim.ts"

/** A write between two checkpoints, or two vacuums, of the same victim. */
const WORK_MS_MAX = 150

/** One in so many new databases is made by the engine itself, as where no archive was shipped. That takes seconds. */
const MADE_BY_ENGINE = 10

/** One in so many is allowed to close in peace: the next one finds what that leaves. */
const CLOSED_IN_PEACE = 5

/** Where nothing works any more, nothing is found either. */
const COMPLAINTS_MAX = 10

/** What a lane needs. */
export interface LaneOptions {
  readonly scratch: string
  readonly name: string
  /** Of the directory before the first: from one to the next it changes. */
  readonly durability: Durability
  readonly archives: Archives
  readonly deck: Deck
  readonly durations: Durations
  readonly random: () => number
  readonly signal: AbortSignal
  readonly acknowledgesEarly?: boolean
}

/** A kill, as it turned out. */
export interface Kill {
  readonly phase: Phase
  readonly durability: Durability
}

export class Lane {
  readonly ledger: Ledger
  readonly kills: Array<Kill> = []
  /** How many directories there were, how many of them made by the engine itself, and of which age the others began. */
  readonly directories = { made: 0, byEngine: 0, fromAge: {} as Record<number, number> }
  closedInPeace = 0
  /** What victims said that ended otherwise than they were told to. */
  readonly complaints: Array<string> = []
  /** What took a victim's opening, from its first file to its first statement. */
  readonly openMs: Array<number> = []

  readonly #options: LaneOptions
  readonly #directory: string
  #durability: Durability
  #archive: string | undefined
  #isThere = false

  constructor(options: LaneOptions) {
    this.#options = options
    this.#directory = join(options.scratch, options.name)
    this.#durability = options.durability
    this.ledger = new Ledger(options.archives.schemas)
  }

  /** Kills one victim, in the phase that is on the next card if it can be met. */
  async kill(): Promise<void> {
    const { deck, random } = this.#options
    const aim = deck.draw()
    if (!this.#isThere || aim === "create" || (aim === "migrate" && this.ledger.isMigrated)) await this.#renew()
    const isKilled = aim !== "close" || random() >= 1 / CLOSED_IN_PEACE
    const killedIn = await this.#victim(aim, isKilled)
    if (killedIn !== undefined) this.kills.push({ phase: killedIn, durability: this.#durability })
    if (killedIn !== aim) deck.putBack(aim)
  }

  /** Looks one last time at what the last kill has left. */
  async end(): Promise<void> {
    if (this.#isThere) await this.#victim("none", false)
    await rm(this.#directory, { recursive: true, force: true })
    this.#isThere = false
  }

  async #renew(): Promise<void> {
    const { archives, random } = this.#options
    await this.end()
    this.ledger.forgetDirectory()
    await mkdir(this.#directory, { mode: 0o700 })
    this.#isThere = true
    this.#durability = this.#durability === "power-loss" ? "process-crash" : "power-loss"
    const age = Math.floor(random() * archives.files.length)
    const isByEngine = random() < 1 / MADE_BY_ENGINE
    this.#archive = isByEngine ? undefined : archives.files[age]
    this.directories.made++
    if (isByEngine) this.directories.byEngine++
    else this.directories.fromAge[age] = (this.directories.fromAge[age] ?? 0) + 1
  }

  /** What it was doing when it was killed; undefined if it came to its end. */
  async #victim(aim: Orders["aim"], isKilled: boolean): Promise<Phase | undefined> {
    const { acknowledgesEarly = false, archives, durations, random, scratch, signal } = this.#options
    signal.throwIfAborted()
    const orders: Orders = {
      directory: this.#directory,
      durability: this.#durability,
      aim,
      migrations: archives.files.length,
      workMs: Math.round(random() * WORK_MS_MAX),
      acknowledgesEarly,
      ...(this.#archive !== undefined && { archive: this.#archive })
    }
    const child = spawn(
      process.execPath,
      [...execArgv, join(import.meta.dirname, "victim.ts"), JSON.stringify(orders)],
      {
        env: { ...process.env, NODE_COMPILE_CACHE: join(scratch, "compiled") },
        stdio: ["ignore", "pipe", "pipe"]
      }
    )
    const ended = once(child, "close")
    let complaint = ""
    child.stderr.on("data", (words) => (complaint += words))
    let wasKilled = false
    const kill = () => {
      wasKilled ||= child.kill("SIGKILL")
    }
    signal.addEventListener("abort", kill)
    let isPatient = true
    const patience = setTimeout(() => {
      isPatient = false
      kill()
    }, HANG_LIMIT_MS)

    // A checkpoint or a vacuum is repeated: one that is not killed says how long it takes.
    let spared = aim === "checkpoint" || aim === "vacuum" ? 1 + Math.floor(random() * 2) : 0
    const moment = random()
    const began = new Map<string, number>()
    this.ledger.forgetVictim()
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.ledger.hear(line)
      const [word, what = ""] = line.split(" ")
      if (word === "begin") {
        began.set(what, performance.now())
        if (what === aim && isKilled && spared-- <= 0) void after(moment * durations.of(what as Phase)).then(kill)
      }
      if (word === "end") {
        const ms = performance.now() - began.get(what)!
        durations.add(what as Phase, ms)
        if (what === "open") this.openMs.push(ms)
      }
    })
    const [code] = await ended
    clearTimeout(patience)
    signal.removeEventListener("abort", kill)
    signal.throwIfAborted()
    if (!isPatient) throw new Error(`A victim hung while it was to ${aim}. ${complaint}`)
    if (wasKilled && code === null) return this.ledger.doing ?? "open"
    if (code === 0) {
      if (aim === "close") this.closedInPeace++
      return undefined
    }
    this.complaints.push(`Told to ${aim}, with code ${code}: ${complaint.trim()}`)
    if (this.complaints.length >= COMPLAINTS_MAX) throw new Error(this.complaints.join("\n"))
    return undefined
  }
}

/**
 * From its sources, with an ear at the files of the engine. Its machine code is made the quick way: no victim lives long
 * enough for the better one, which costs as much as everything else it does.
 */
const execArgv = [
  "--conditions=@genie/source",
  "--liftoff-only",
  "--import",
  join(import.meta.dirname, "sayWhenOpening.ts")
]
