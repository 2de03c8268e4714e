import { Agent } from "node:http"
import { askFrom } from "./askFrom.ts"
import { operations } from "./operations.ts"
import { Pool } from "./Pool.ts"
import { problemIn } from "./problemIn.ts"
import { Random } from "./Random.ts"
import { type Reply, send } from "./send.ts"

export interface RoundOptions {
  readonly url: string
  readonly token: string
  readonly seed: number
  /** How many requests. */
  readonly size: number
  readonly signal: AbortSignal
  /** Names and ids of what is there already. */
  readonly known?: ReadonlyArray<string>
  /** Called after every so many requests. */
  readonly onProgress?: (sent: number) => void
}

/** What a round of requests has shown. */
export interface Round {
  /** Each kind of problem once, with how often it came and one request that shows it. */
  readonly problems: ReadonlyArray<{ readonly problem: string; readonly times: number; readonly example: string }>
  readonly statuses: Readonly<Record<string, number>>
  /** How many operations were answered with success at least once. */
  readonly reached: number
  readonly operations: number
  readonly slowestMs: number
  /** Of what was made and shown again: how many were what was said, and those that were not. */
  readonly readBack: number
  readonly altered: ReadonlyArray<string>
}

/** How many requests are under way at once. */
const AT_ONCE = 8

/** So many requests are sent in the name of one actor. */
const REQUESTS_PER_ACTOR = 200

/** Sends so many generated requests, and judges every answer. */
export const round = async ({
  known = [],
  onProgress,
  seed,
  signal,
  size,
  token,
  url
}: RoundOptions): Promise<Round> => {
  const all = operations()
  const fixed = new Set(all.flatMap(({ path }) => path.split("/").filter((segment) => !segment.startsWith(":"))))
  const random = new Random(seed)
  const pool = new Pool()
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const problems = new Map<string, { times: number; example: string }>()
  const statuses: Record<string, number> = {}
  const reached = new Set<string>()
  const altered: Array<string> = []
  for (const text of known) pool.learn({ name: text })
  let readBack = 0
  let slowestMs = 0
  let sent = 0

  const lane = async () => {
    while (sent < size) {
      signal.throwIfAborted()
      onProgress?.(sent)
      // Each operation in turn, so that none is left out.
      // Somebody else after a while, because whoever asks is disabled sooner or later.
      const actor = `human:ana-${Math.floor(sent / REQUESTS_PER_ACTOR)}`
      const ask = askFrom(all[sent++ % all.length]!, token, random, pool, fixed, actor)
      const reply: Reply = await send(url, agent, ask)
      const status = reply.kind === "answer" ? String(reply.status) : reply.kind
      statuses[status] = (statuses[status] ?? 0) + 1
      if (reply.kind !== "hang") slowestMs = Math.max(slowestMs, reply.ms)
      const problem = problemIn(ask, reply)
      if (problem !== undefined) {
        const named = `${ask.operation.name} ${problem}`
        const known = problems.get(named)
        const example = `${ask.operation.method} ${ask.path} ${JSON.stringify(ask.headers)} ${String(ask.body)}`
        problems.set(named, { times: (known?.times ?? 0) + 1, example: known?.example ?? example.slice(0, 1_500) })
      }
      if (reply.kind !== "answer" || reply.status >= 300) continue
      reached.add(ask.operation.name)
      pool.learn(reply.body)
      if (ask.said === undefined) continue
      readBack++
      altered.push(...alteredIn(ask.operation.name, ask.said, reply.body))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane)).finally(() => agent.destroy())

  return {
    problems: [...problems].map(([problem, found]) => ({ problem, ...found })),
    statuses,
    reached: reached.size,
    operations: all.length,
    slowestMs,
    readBack,
    altered: altered.slice(0, 20)
  }
}

/** Fields of an answer that have the name of one that was said, and another text. */
const alteredIn = (
  operation: string,
  said: Readonly<Record<string, unknown>>,
  answer: unknown
): ReadonlyArray<string> => {
  if (!made.has(operation) || typeof answer !== "object" || answer === null) return []
  return kept.flatMap((field) => {
    const [before, after] = [said[field], (answer as Readonly<Record<string, unknown>>)[field]]
    return typeof before === "string" && typeof after === "string" && before !== after
      ? [`${operation} ${field}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`]
      : []
  })
}

/** What answers with the thing that was made or changed. */
const made = new Set(["tasks.update", "tasks.comment", "actors.create", "schedules.create", "runs.enqueue"])

const kept = [
  "title",
  "body",
  "acceptance",
  "name",
  "handle",
  "queue",
  "directory",
  "effort",
  "externalId",
  "externalUrl"
]
