import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { runCommand } from "@genie/operation/commands"
import { Effect, Layer } from "effect"
import * as Command from "effect/cli/Command"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as TestConsole from "effect/testing/TestConsole"
import { describe, expect, it } from "vitest"
import { Greetings, greetings, NobodyThere } from "./example/greetings.ts"
import { Api, calls, greeting, handlers, remote } from "./example/readings.ts"
import { Address, actor, address, served } from "./server.ts"

describe("README", () => {
  it("shows an operation exactly as the example that runs", () => {
    const read = (path: string) => readFileSync(join(import.meta.dirname, path), "utf8").trim()

    const shown = [...read("../README.md").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!.trim())

    expect(shown).toEqual([read("example/greetings.ts"), read("example/readings.ts")])
  })

  it("has an example that greets by promise", async () => {
    expect(await calls.greet({ name: "Ana" })).toBe("Hello, Ana.")
    await expect(calls.greet({ name: "Bob" })).rejects.toBeInstanceOf(NobodyThere)
  })

  it("has an example that greets over HTTP", async () => {
    const there = address.pipe(Layer.provide(served(Api, handlers)))
    const remoteGreetings = Layer.unwrap(Effect.map(Address, remote)).pipe(
      Layer.provide([there, FetchHttpClient.layer])
    )

    const sentence = Effect.flatMap(Greetings, ({ greet }) => greet({ name: "Ana", language: "pt" }))

    expect(await Effect.runPromise(Effect.provide(sentence, Layer.merge(remoteGreetings, actor)))).toBe("Olá, Ana.")
  })

  it("has an example that greets at a terminal", async () => {
    const genie = Command.make("genie").pipe(Command.withSubcommands([greeting]))

    const printed = runCommand(genie, {
      version: "1.0.0",
      args: ["greeting", "greet", "Ana", "--language", "pt"]
    }).pipe(
      Effect.andThen(TestConsole.logLines),
      Effect.provide(Layer.mergeAll(greetings, actor, NodeServices.layer, TestConsole.layer))
    )

    expect(await Effect.runPromise(printed)).toEqual(["Olá, Ana."])
  })
})
