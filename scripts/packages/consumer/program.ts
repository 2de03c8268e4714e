import { openScheduler, ScheduleNotFound } from "@genie/scheduler"

await using genie = await openScheduler({ database: "memory:", actor: "human:ana" })
const sent = Promise.withResolvers<unknown>()
await using worker = await genie.work({ queues: { receipts: ({ payload }) => sent.resolve(payload) } })

const run: { readonly id: string } = await genie.runs.enqueue({ queue: "receipts", payload: { order: 12 } })
if (JSON.stringify(await sent.promise) !== '{"order":12}') throw new Error(`Run ${run.id} lost its payload.`)

const refusal: unknown = await genie.schedules.show({ schedule: "nightly" }).catch((error: unknown) => error)
if (!(refusal instanceof ScheduleNotFound)) throw refusal
await worker.stop()
