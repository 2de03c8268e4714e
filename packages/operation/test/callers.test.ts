import { inspect } from "node:util"
import { InvalidInput, Unavailable } from "@genie/operation"
import { fromCaller, promised } from "@genie/operation/promised"
import { Effect, Layer, ManagedRuntime, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { everywhere } from "./everywhere.ts"
import { NoteNotFound, Notes, NotesGroup } from "./notes.ts"
import { actor } from "./server.ts"

/** What a promise rejects with. */
const refusal = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error("It was not refused.")
}

const drained = async (items: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of items);
}

const framesOf = (error: Error) => error.stack!.split("\n").filter((line) => line.startsWith("    at "))

describe("an error of a promise", () => {
  everywhere((open) => {
    const opened = () => {
      const runtime = open()
      return { notes: promised(NotesGroup, Notes, runtime), [Symbol.asyncDispose]: () => runtime.dispose() }
    }

    it("has a stack that begins with its sentence and the line of the caller, and has no line of ours", async () => {
      await using genie = opened()
      const removing = () => genie.notes.remove({ id: "n9" })
      const creating = () => genie.notes.create({ text: "" })

      const [unknown, empty] = [await refusal(removing()), await refusal(creating())]

      expect(unknown.stack).toMatch(/^NoteNotFound: There is no note "n9"\.\n {4}at removing \(.*callers\.test\.ts:\d+/)
      expect(empty.stack).toMatch(/^InvalidInput: text: is empty\.\n {4}at creating \(.*callers\.test\.ts:\d+/)
      for (const error of [unknown, empty]) expect(error.stack).not.toMatch(/effect@|operation\/src/)
    })

    it("has the line of the caller in a stream, too", async () => {
      await using genie = opened()
      await genie.notes.create({ text: "end" })
      const watching = () => genie.notes.watch()

      const broken = await refusal(drained(watching()))

      expect(broken.stack).toMatch(/^Unavailable: The database went away\.\n {4}at watching \(.*callers\.test\.ts:\d+/)
    })

    it("prints its sentence, its caller and its data", async () => {
      await using genie = opened()
      const removing = () => genie.notes.remove({ id: "n9" })

      const printed = inspect({ error: await refusal(removing()) })

      expect(printed).toContain('NoteNotFound: There is no note "n9".')
      expect(printed).toContain("at removing (")
      expect(printed).toContain("id: 'n9'")
    })
  })

  it("that is a bug keeps the place where it happened below", async () => {
    const broken = Layer.succeed(Notes, {
      create: () => Effect.die(new Error("The printer is on fire")),
      list: () => Effect.die(new Error("The printer is on fire")),
      remove: ({ id }) => Effect.fail(new NoteNotFound({ id })),
      watch: () => Effect.succeed(Stream.empty)
    })
    const runtime = ManagedRuntime.make(Layer.merge(broken, actor))
    const notes = promised(NotesGroup, Notes, runtime)
    const listing = () => notes.list()

    const error = await refusal(listing())

    expect(error.stack).toMatch(/^Error: The printer is on fire\n {4}at listing \(/)
    expect(error.stack).toMatch(/\n {4}--- inside Genie ---\n {4}at /)
    await runtime.dispose()
  })

  it("has the stack of each caller where one error refuses several", async () => {
    const full = new Unavailable({ reason: "The database does not answer." })
    const busy = Layer.succeed(Notes, {
      create: () => Effect.fail(full),
      list: () => Effect.fail(full),
      remove: () => Effect.fail(full),
      watch: () => Effect.fail(full)
    })
    const runtime = ManagedRuntime.make(Layer.merge(busy, actor))
    const notes = promised(NotesGroup, Notes, runtime)
    const listing = () => notes.list()
    const creating = () => notes.create({ text: "a" })

    const [first, second] = await Promise.all([refusal(listing()), refusal(creating())])

    expect(framesOf(first)[0]).toContain("at listing")
    expect(framesOf(second)[0]).toContain("at creating")
    for (const error of [first, second]) {
      expect(error).toBeInstanceOf(Unavailable)
      expect(error.message).toBe("The database does not answer.")
    }
    await runtime.dispose()
  })

  it("has the caller of the outermost function of ours", async () => {
    const inner = fromCaller(async () => {
      throw new InvalidInput({ reason: "Enough." })
    })
    const outer = fromCaller(() => inner())
    const calling = () => outer()

    const error = await refusal(calling())

    expect(error.stack).toMatch(/^InvalidInput: Enough\.\n {4}at calling \(.*callers\.test\.ts:\d+/)
    expect(framesOf(error).filter((frame) => frame.includes("at calling"))).toHaveLength(1)
  })

  it("that is no error passes as it is, and so does the reason of an abort", async () => {
    const enough = fromCaller(async () => {
      throw "enough"
    })

    await expect(enough()).rejects.toBe("enough")
  })
})
