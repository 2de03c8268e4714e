// What an editor shows of a call: what it does, what it takes and how it can say no, in words and not in machinery.
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { LanguageServer } from "./LanguageServer.ts"

// Inside the package, where the packages it imports are found.
const directory = join(import.meta.dirname, ".cache/hovers")
const file = join(directory, "program.ts")

const program = `
import { openClient } from "@genie/client"
import { openScheduler } from "@genie/scheduler"
import { openTasks } from "@genie/tasks"

const scheduler = await openScheduler()
const tasks = await openTasks()
const client = await openClient({ url: "http://127.0.0.1:4400", token: "t", actor: "human:ana" })

const run = await scheduler.runs.enqueue({ queue: "receipts", payload: { order: 7 } })
await tasks.tasks.move({ task: "SHOP-1", to: "build" })
await client.schedules.create({ name: "nightly", cron: "0 3 * * *" })
for await (const said of client.runs.output({ run: run.id })) said.text
await tasks.createTask("/shop", { title: "Pack" })
`

describe("an editor shows", () => {
  let server: LanguageServer

  beforeAll(async () => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(file, program)
    writeFileSync(
      join(directory, "tsconfig.json"),
      JSON.stringify({ extends: "../../../../../tsconfig.json", include: ["*.ts"], exclude: [] })
    )
    server = await LanguageServer.on(directory)
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    rmSync(join(import.meta.dirname, ".cache"), { recursive: true, force: true })
  })

  it("what enqueueing does, its arguments and its refusals, in a signature of one line", async () => {
    const shown = await server.hover(file, "runs.enqueue")

    expect(shown).toContain("enqueue(input: RunsEnqueueInput, options?: CallOptions")
    expect(shown).toContain("): Promise<Run>")
    expect(shown).toContain("Enqueue a run.")
    expect(shown).toContain("`queue`: The queue whose workers do it")
    expect(shown).toContain("IdempotencyConflict")
    expect(shown).toContain("Idempotency key used for other content")
  })

  it("of a payload that it is JSON, by its name", async () => {
    const shown = await server.hover(file, "payload")

    expect(shown).toMatch(/payload\?: Json( \| undefined)?\b/)
    expect(shown).toContain("JSON for the handler of the queue")
    expect(shown).not.toContain("JsonArray")
  })

  it.each([
    ["tasks.move", "Move a task to another column", "GateHolds"],
    ["schedules.create", "Create a schedule", "ScheduleNameTaken"],
    ["runs.output", "AsyncIterable<RunEvent>", "RunNotFound"]
  ])("what %s does, and how it can be refused", async (call, does, refusal) => {
    const shown = await server.hover(file, call)

    expect(shown).toContain(does)
    expect(shown).toContain(refusal)
    expect(shown).not.toMatch(/Schema\.|HttpApi|Unbranded|Promised/)
  })
})
