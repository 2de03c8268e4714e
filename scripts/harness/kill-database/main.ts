// A process that lives with an embedded database is killed again and again, while it makes the database, opens it, migrates
// it, works with it, checkpoints, vacuums and closes it. The next one looks first: is everything there that was acknowledged,
// is nothing there by halves, and does amcheck find every page and every index in order?
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { randomFrom } from "../randomFrom.ts"
import { Deck } from "./Deck.ts"
import { Durations } from "./Durations.ts"
import { Lane } from "./Lane.ts"
import { makeArchives } from "./makeArchives.ts"
import { phases } from "./Phase.ts"

/** Directories in use beside each other. */
const LANES = 2

/** From so many kills on, each phase must have been hit. */
const EVERY_PHASE_FROM = 30

export const harness: Harness = {
  size: 1_000,
  run: (options) => killed(options)
}

/** Kills `size` victims. */
export async function killed({
  acknowledgesEarly = false,
  seed,
  signal,
  size
}: HarnessOptions & { readonly acknowledgesEarly?: boolean }) {
  const scratch = await mkdtemp(join(tmpdir(), "genie-kill-database-"))
  try {
    const archives = await makeArchives(scratch)
    const stopping = new AbortController()
    const deck = new Deck(randomFrom(seed))
    const durations = new Durations()
    const lanes = Array.from(
      { length: LANES },
      (_, index) =>
        new Lane({
          scratch,
          name: `lane-${index}`,
          durability: index % 2 === 0 ? "power-loss" : "process-crash",
          archives,
          deck,
          durations,
          random: randomFrom(seed + 1 + index),
          signal: AbortSignal.any([signal, stopping.signal]),
          acknowledgesEarly
        })
    )
    let toKill = size
    const kills = () => lanes.flatMap((lane) => lane.kills)
    const killing = lanes.map(async (lane) => {
      while (toKill > 0) {
        toKill--
        const before = lane.kills.length
        await lane.kill()
        if (lane.kills.length === before) toKill++
        else if (kills().length % 50 === 0) console.log(`${kills().length} kills`)
      }
      await lane.end()
    })
    try {
      await Promise.all(killing)
    } finally {
      stopping.abort(new Error("The other directory has ended."))
      await Promise.allSettled(killing)
    }
    return told(lanes, size)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function told(lanes: ReadonlyArray<Lane>, size: number) {
  const ledgers = lanes.map(({ ledger }) => ledger)
  const kills = lanes.flatMap((lane) => lane.kills)
  const total = (of: (lane: Lane) => number) => lanes.reduce((sum, lane) => sum + of(lane), 0)
  const lost = total(({ ledger }) => ledger.lost)
  const acknowledged = total(({ ledger }) => ledger.acknowledged)
  const torn = ledgers.flatMap(({ torn }) => torn)
  const findings = ledgers.flatMap(({ findings }) => findings)
  const killedIn = Object.fromEntries(
    phases.map((phase) => [phase, kills.filter((kill) => kill.phase === phase).length])
  )
  const complaints = lanes.flatMap((lane) => lane.complaints)
  const missed = phases.filter((phase) => killedIn[phase] === 0)
  const openMs = lanes.flatMap((lane) => lane.openMs).sort((a, b) => a - b)
  const share = (of: number) => Math.round(openMs[Math.ceil(openMs.length * of) - 1] ?? 0)

  return {
    broken: [
      lost > 0 && `${lost} of ${acknowledged} acknowledged writes were lost.`,
      torn.length > 0 && `${torn.length} things were torn: ${torn.slice(0, 5).join(" ")}`,
      findings.length > 0 && `amcheck found ${findings.length} things: ${findings.slice(0, 5).join("; ")}.`,
      complaints.length > 0 && `${complaints.length} ended by themselves: ${complaints.slice(0, 3).join("; ")}`,
      size >= EVERY_PHASE_FROM && missed.length > 0 && `No kill hit: ${missed.join(", ")}.`
    ].filter((sentence) => sentence !== false),
    figure:
      `${kills.length} kills (${phases.map((phase) => `${killedIn[phase]} in ${phase}`).join(", ")}), ` +
      `${acknowledged} acknowledged writes: ${lost} lost, ${torn.length} torn, ${findings.length} amcheck findings`,
    numbers: {
      kills: kills.length,
      killedIn,
      killedByDurability: Object.fromEntries(
        ["power-loss", "process-crash"].map((name) => [
          name,
          kills.filter(({ durability }) => durability === name).length
        ])
      ),
      closedInPeace: total((lane) => lane.closedInPeace),
      acknowledged,
      lost,
      doneAndNotHeardOf: total(({ ledger }) => ledger.unheard),
      torn: torn.slice(0, 20),
      findings: findings.slice(0, 20),
      directories: {
        made: total(({ directories }) => directories.made),
        byEngine: total(({ directories }) => directories.byEngine),
        fromAge: lanes.reduce<Record<string, number>>((ages, { directories }) => {
          for (const [age, count] of Object.entries(directories.fromAge)) ages[age] = (ages[age] ?? 0) + count
          return ages
        }, {})
      },
      openMs: { p50: share(0.5), p99: share(0.99), max: share(1) }
    }
  }
}
