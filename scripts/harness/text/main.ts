// Texts through every argument and flag of every command: is what was given what is kept, or is the command line refused
// with exit code 2 and nothing done? What reaches the owner is seen by a socket in between, so it need not be believed.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { randomFrom } from "../randomFrom.ts"
import type { Case } from "./Case.ts"
import { caseOf, formsOf } from "./casesOf.ts"
import { judge } from "./judge.ts"
import { openLane, PATH } from "./Lane.ts"
import { slots } from "./slots.ts"
import { madeText, texts } from "./texts.ts"

/** As many commands at a time as this has processors to spare. */
const LANES = 2

/** What takes longer than this does not happen any more. */
const PATIENCE_MS = 60_000

export const harness: Harness = {
  size: 2_000,
  async run(options) {
    const scratch = await mkdtemp(join(tmpdir(), "genie-text-"))
    const env: NodeJS.ProcessEnv = {
      ...inherited(),
      GENIE_HOME: join(scratch, "home"),
      NO_COLOR: "1",
      GENIE_ACTOR: "human:ana"
    }
    const owner = spawn(process.execPath, [program, "up"], {
      env,
      cwd: scratch,
      stdio: ["ignore", "ignore", "inherit"]
    })
    try {
      return await typed(scratch, env, options)
    } finally {
      owner.kill("SIGTERM")
      if (owner.exitCode === null) await once(owner, "exit")
      await rm(scratch, { recursive: true, force: true })
    }
  }
}

const program = fileURLToPath(new URL("../../../apps/cli/dist/genie.js", import.meta.url))

const inherited = () => {
  const {
    DATABASE_URL: _,
    GENIE_SOCKET: __,
    GENIE_AUDIT_KEY: ___,
    GENIE_RUN_ID: ____,
    GENIE_TASK: _____,
    ...env
  } = process.env
  return env
}

async function typed(scratch: string, env: NodeJS.ProcessEnv, { seed, signal, size }: HarnessOptions) {
  const socket = await listening(join(scratch, "home"), signal)
  await mkdir(join(scratch, "files"))
  // Who types stands in the repository of one project, whichever others come to be.
  await mkdir(join(scratch, ".git"))
  const lanes = await Promise.all(
    Array.from({ length: LANES }, (_, lane) =>
      openLane({ directory: scratch, name: `lane-${lane}`, socket, program, env, signal })
    )
  )
  const fixtures = await prepare(scratch, async (...args) => {
    const { exitCode, requests, stderr } = await lanes[0]!.run({ args })
    if (exitCode !== 0) throw new Error(`genie ${args.join(" ")} ended with ${exitCode}: ${stderr}`)
    return requests.at(-1)?.answer
  })
  const cases = await casesFrom(scratch, size, seed, fixtures)

  const wrong: Array<string> = []
  const reached = new Set<string>()
  const counts = { kept: 0, refused: 0, answered: 0 }
  let index = 0
  await Promise.all(
    lanes.map(async (lane) => {
      for (let given = cases[index++]; given !== undefined; given = cases[index++]) {
        const outcome = await lane.run(given)
        const seen = { ...outcome, requests: outcome.requests.map((one) => placed(given, one)) }
        const problem = judge(given, seen)
        if (problem !== undefined)
          wrong.push(
            `${given.command}, ${given.field} as ${given.form}, ${JSON.stringify(given.text.slice(0, 60))}: ${problem}`
          )
        if (seen.requests.some(({ fields }) => fields[given.field] !== undefined))
          reached.add(`${given.command} ${given.field}`)
        counts[outcome.exitCode === 0 ? "kept" : outcome.exitCode === 2 ? "refused" : "answered"]++
      }
    })
  )
  for (const lane of lanes) await lane[Symbol.asyncDispose]()

  const places = new Set(cases.map(({ command, field }) => `${command} ${field}`))
  const unreached = [...places].filter((place) => !reached.has(place))
  const broken = wrong.length === 0 ? [] : [`${wrong.length} texts: ${wrong.slice(0, 10).join("; ")}`]
  // A field that no text ever reached was not tried.
  if (size >= FULL_SIZE && unreached.length > 0) broken.push(`No text reached ${unreached.join(", ")}.`)
  return {
    broken,
    figure: `${cases.length} texts through ${places.size} arguments and flags: ${counts.kept} done as given, ${counts.refused} refused with 2, ${counts.answered} refused by a rule, ${wrong.length} wrong`,
    numbers: { ...counts, places: places.size, wrong: wrong.slice(0, 50), unreached }
  }
}

const FULL_SIZE = 1_500

/** A path parameter is where its text stands in the path. */
const placed = (given: Case, one: Parameters<typeof judge>[1]["requests"][number]) => {
  const parts = one.fields[PATH] as ReadonlyArray<string>
  if (one.fields[given.field] !== undefined) return one
  const part = parts.find((text) => given.expected.includes(text))
  return part === undefined ? one : { ...one, fields: { ...one.fields, [given.field]: part } }
}

const listening = async (home: string, signal: AbortSignal): Promise<string> => {
  const file = join(home, "owner.json")
  const deadline = performance.now() + PATIENCE_MS
  while (performance.now() < deadline) {
    const socket = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).socket : undefined
    if (typeof socket === "string") return socket
    await after(50, undefined, { signal })
  }
  throw new Error(`The owner did not listen within ${PATIENCE_MS} ms.`)
}

/** What the commands need to be there, by the name of the field. */
const prepare = async (scratch: string, genie: (...args: ReadonlyArray<string>) => Promise<unknown>) => {
  await genie("project", "create", "Shop", "--key", "SHOP")
  await genie("task", "create", "One", "--project", "SHOP", "--json")
  await genie("task", "create", "Two", "--project", "SHOP", "--json")
  await genie("schedule", "create", "nightly", "--every", "1h", "--run", "true")
  const run = await genie("enqueue", "nobody", "--run", "true", "--json")
  const values: Readonly<Record<string, string>> = {
    task: "SHOP-1",
    on: "SHOP-2",
    project: "SHOP",
    board: "software",
    column: "draft",
    to: "draft",
    actor: "ana",
    kind: "agent",
    schedule: "nightly",
    run: String((run as { readonly id?: unknown }).id),
    category: "active",
    key: "KEY",
    externalUrl: "https://example.com/a?b=%20#c",
    repoPath: scratch
  }
  let count = 0
  return (field: string) => values[field] ?? `${field}-${count++}`
}

/** Every place in turn, with a text and a way to give it that differ each time. */
const casesFrom = async (scratch: string, size: number, seed: number, fixture: (field: string) => string) => {
  const random = randomFrom(seed)
  const pick = <A>(from: ReadonlyArray<A>): A => from[Math.floor(random() * from.length)]!
  const places = slots()
  const writes: Array<Promise<void>> = []
  const fileOf = (text: string) => {
    const file = join(scratch, "files", String(writes.length))
    writes.push(writeFile(file, text))
    return file
  }
  const cases: Array<Case> = []
  const from = Math.floor(random() * places.length)
  for (let turn = 0; cases.length < size; turn++) {
    const slot = places[(from + turn) % places.length]!
    // At full size each place is reached once, by what it is there for.
    const isPlain = size >= FULL_SIZE && turn < places.length
    const text = isPlain ? fixture(slot.field) : random() < 0.75 ? pick(texts) : madeText(random)
    const given = caseOf(slot, pick(formsOf(slot)), text, fixture, fileOf)
    if (given !== undefined) cases.push(given)
  }
  await Promise.all(writes)
  return cases
}
