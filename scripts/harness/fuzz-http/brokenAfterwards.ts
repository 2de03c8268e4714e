import { openClient } from "@genie/client"

/** What does not work any more once all the requests are answered. */
export const brokenAfterwards = async (url: string, token: string): Promise<ReadonlyArray<string>> => {
  const genie = await openClient({ url, token, actor: "human:afterwards" })
  const broken: Array<string> = []
  const must = async (promise: string, holds: () => Promise<unknown>) => {
    try {
      if ((await holds()) !== true) broken.push(promise)
    } catch (error) {
      broken.push(`${promise}: ${error}`)
    }
  }
  try {
    await must("a task is made, taken and finished", async () => {
      const project = await genie.projects.create({ name: "Afterwards" })
      const { key } = await genie.tasks.create({ title: "Still there", project: project.key })
      await genie.tasks.checkout({ task: key })
      await genie.tasks.complete({ task: key, reason: "done" })
      return (await genie.tasks.show({ task: key })).task.title === "Still there"
    })
    await must("a run is enqueued, claimed and finished", async () => {
      const queue = "afterwards"
      const { id } = await genie.runs.enqueue({ queue, payload: { still: "there" } })
      const worker = await genie.workers.register({
        name: queue,
        host: queue,
        bootId: queue,
        pid: 1,
        processStartedAt: "now",
        queues: [queue],
        slots: 1,
        version: "0.0.0"
      })
      const [claimed] = await genie.workers.claim({ worker: worker.id, limit: 1 })
      const completions = [{ run: claimed!.id, fence: claimed!.fence, outcome: "succeeded" as const }]
      await genie.workers.complete({ worker: worker.id, completions })
      return (await genie.runs.show({ run: id })).state === "succeeded"
    })
    await must("every list is read to its end", async () => {
      await toTheEnd((page) => genie.tasks.list({ all: true, ...page }))
      await toTheEnd((page) => genie.runs.list(page))
      await toTheEnd((page) => genie.schedules.list(page))
      await toTheEnd((page) => genie.actors.list(page))
      await toTheEnd((page) => genie.workers.list(page))
      await toTheEnd((page) => genie.projects.list(page))
      await toTheEnd((page) => genie.audit.list(page))
      await genie.boards.list()
      return true
    })
    await must("the audit logs are whole", async () => (await genie.audit.verify()).isWhole)
  } finally {
    await genie.close()
  }
  return broken
}

/** How many pages of a list are read. */
const PAGES_MAX = 200

const toTheEnd = async (
  read: (page: { readonly limit: number; readonly cursor?: string }) => Promise<{ readonly next: string | null }>
) => {
  let { next } = await read({ limit: 500 })
  for (let pages = 1; next !== null && pages < PAGES_MAX; pages++) ({ next } = await read({ limit: 500, cursor: next }))
}
