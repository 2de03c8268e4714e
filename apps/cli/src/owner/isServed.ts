import { shellQuoted } from "@genie/operation"
import type { Workers } from "@genie/scheduler/contract"
import { PAGE_LIMIT_MAX } from "@genie/store/model"
import { Effect } from "effect"

/** Whether a worker that is online serves this queue. */
export const isServed = Effect.fnUntraced(function* (workers: Workers["Service"], queue: string) {
  const { items } = yield* workers.list({ limit: PAGE_LIMIT_MAX })
  return items.some((worker) => worker.state === "online" && worker.queues.includes(queue))
})

/** What is to be done where none does. */
export const startWorkerHint = (queue: string): string =>
  `No worker serves the queue "${queue}": start one with: genie worker --queue ${shellQuoted(queue)} --exec …`
