// Clients in processes of their own, over the socket of an owner as a person starts one. Some of the processes are killed in
// the middle. Then the owner is stopped, and every row in the directory is compared with what was sent.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { openClient } from "@genie/client"
import { Pglite } from "@genie/pglite"
import { dataDirectory } from "@genie/store/database"
import type { HarnessOptions } from "../Harness.ts"
import { Genie } from "../kill-daemon/Genie.ts"
import { Victim } from "../kill-daemon/Victim.ts"
import { randomFrom } from "../randomFrom.ts"
import type { Outcome } from "./throughDriver.ts"

/** Clients of one process. */
const TOGETHER = 30

/** What every client does, one after the other. */
const ROUNDS = 2

/** One process more for so many clients, to be killed. */
const KILLED_PER_CLIENTS = 30

/** Something that the owner has acknowledged. */
interface Acknowledged {
  readonly table: string
  readonly id: string
  readonly client: number
  readonly number: number
  readonly digest: string
}

/** Everything through the owner. */
export const throughOwner = async (
  scratch: string,
  { seed, signal, size }: HarnessOptions
): Promise<Outcome & { readonly processesKilled: number }> => {
  const startedAt = performance.now()
  const random = randomFrom(seed)
  const home = join(scratch, "home")
  await mkdir(home, { mode: 0o700 })
  const owner = new Victim("owner", () => new Genie({ home, database: undefined }).start("up"), "Genie is up.")
  const { pg, socket } = dataDirectory(home)
  const acknowledged: Array<Acknowledged> = []
  const wrong: Array<string> = []

  /** Resolves with whether it was killed, when it has ended. */
  const correspondents = async (first: number, count: number, killAfter = Number.POSITIVE_INFINITY) => {
    const program = join(import.meta.dirname, "correspondents.ts")
    const args = [socket, first, count, ROUNDS].map(String)
    const child = spawn(process.execPath, ["--conditions=@genie/source", program, ...args], {
      stdio: ["ignore", "pipe", "pipe"]
    })
    const ended = once(child, "close")
    const kill = () => child.kill("SIGKILL")
    signal.addEventListener("abort", kill)
    let complaint = ""
    child.stderr.on("data", (words) => (complaint += words))
    let lines = 0
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [kind = "", id = "", client, number, digest = ""] = line.split(" ")
      if (kind === "wrong") wrong.push(line.slice("wrong ".length))
      else acknowledged.push({ table: `${kind}s`, id, client: Number(client), number: Number(number), digest })
      if (++lines >= killAfter) kill()
    })
    const [code] = await ended
    signal.removeEventListener("abort", kill)
    signal.throwIfAborted()
    const wasKilled = code === null
    if (wasKilled !== Number.isFinite(killAfter) || (code !== null && code !== 0))
      throw new Error(`A process of clients ended with code ${code}: ${complaint.slice(-2_000)}`)
  }

  try {
    owner.start()
    await owner.ready()
    {
      await using genie = await openClient({ socketPath: socket, actor: "service:harness" })
      await genie.projects.create({ name: "Mail", key: "MAIL" })
    }
    const living = Array.from({ length: Math.ceil(size / TOGETHER) }, (_, group) =>
      correspondents(group * TOGETHER, Math.min(TOGETHER, size - group * TOGETHER))
    )
    const doomed = Array.from({ length: Math.max(1, Math.round(size / KILLED_PER_CLIENTS)) }, (_, group) => {
      const count = 10
      const all = count * ROUNDS * 3
      return correspondents(size + group * count, count, 1 + Math.floor(random() * all * 0.8))
    })
    await Promise.all([...living, ...doomed])
    await owner.stop()

    await using database = await Pglite.open({ directory: pg })
    const rows = await everyRow(database)
    const found = new Map(rows.map((row) => [row.id, row]))
    for (const row of rows) {
      if (!row.isWhole) wrong.push(`A row of ${row.table} is not what its client sent: ${JSON.stringify(row)}.`)
    }
    for (const { client, digest, id, number, table } of acknowledged) {
      const row = found.get(id)
      if (row === undefined) wrong.push(`Letter ${number} of client ${client} is not in ${table}.`)
      else if (row.digest !== digest || row.client !== client || row.number !== number || row.table !== table)
        wrong.push(`Letter ${number} of client ${client} is ${JSON.stringify(row)}.`)
    }
    return {
      letters: acknowledged.length,
      wrong,
      processesKilled: doomed.length,
      seconds: Math.round((performance.now() - startedAt) / 1_000)
    }
  } finally {
    await owner.kill({ isLast: true })
  }
}

interface Row {
  readonly table: string
  readonly id: string
  readonly client: number
  readonly number: number
  readonly digest: string
  readonly isWhole: boolean
}

/** Everything that is there, whether anybody was told of it or not: whose it says it is must be whose it is. */
export const everyRow = async (database: Pglite): Promise<ReadonlyArray<Row>> => {
  const { rows } = await database.query<Row>(
    `select "table", id, (letter->>'client')::int as client, (letter->>'number')::int as number,
       letter->>'digest' as digest,
       name = (letter->>'client') || ':' || (letter->>'number')
         and owner = 'client-' || (letter->>'client')
         and queue = owner
         and encode(sha256(convert_to(letter->>'text', 'UTF8')), 'hex') = letter->>'digest' as "isWhole"
     from (
       select 'runs' as "table", id, name, enqueued_by as owner, queue, payload as letter from genie.runs
       union all
       select 'tasks', id, title, created_by, created_by, payload from genie.tasks
     )`
  )
  return rows
}
