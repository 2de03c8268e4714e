import * as NodeServices from "@effect/platform-node/NodeServices"
import { asArgument, type Operations, operationGroup } from "@genie/operation"
import { CommandFailed, commands, runCommand } from "@genie/operation/commands"
import { Cause, Context, Effect, Exit, Layer, Schema } from "effect"
import * as Command from "effect/cli/Command"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as TestConsole from "effect/testing/TestConsole"
import { describe, expect, it } from "vitest"
import { actor } from "./server.ts"

const text = Schema.optionalKey(Schema.String)

const Group = operationGroup(
  "tasks",
  HttpApiEndpoint.post("create", "/", {
    payload: Schema.Struct({
      title: asArgument(Schema.NonEmptyString),
      body: text,
      tags: Schema.optionalKey(Schema.Array(Schema.String)),
      copies: Schema.optionalKey(Schema.Int),
      pinned: Schema.optionalKey(Schema.Boolean)
    }),
    success: Schema.String
  }),
  HttpApiEndpoint.post("comment", "/:task", {
    params: { task: Schema.String },
    payload: Schema.Struct({ body: asArgument(Schema.String) }),
    success: Schema.String
  }),
  HttpApiEndpoint.post("disable", "/disable", { success: Schema.String })
)

class Tasks extends Context.Service<Tasks, Operations<typeof Group>>()("test/Tasks") {}

/** What reached the operation, and how the command line ended. */
const typed = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    let stored: unknown
    const keep = (input: object) =>
      Effect.sync(() => {
        stored = input
        return "kept"
      })
    const genie = Command.make("genie").pipe(
      Command.withSubcommands([
        commands("task", Group, Tasks, { create: String, comment: String, disable: String }).pipe(
          Command.provide(Layer.succeed(Tasks, { create: keep, comment: keep, disable: () => keep({}) }))
        )
      ])
    )
    const exit = yield* Effect.exit(
      runCommand(genie, {
        version: "1.0.0",
        args,
        guidance: {
          synonyms: { "task note": "task comment" },
          guesses: { done: ["genie task complete TASK"] },
          unsuggested: ["disable"]
        }
      })
    )
    const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
    return {
      stored,
      exitCode: error instanceof CommandFailed ? error.exitCode : 0,
      out: (yield* TestConsole.logLines).join("\n"),
      err: (yield* TestConsole.errorLines).join("\n")
    }
  }).pipe(Effect.provide(Layer.mergeAll(actor, NodeServices.layer, TestConsole.layer)), Effect.runPromise)

const stored = async (...args: ReadonlyArray<string>) => {
  const { err, exitCode, stored } = await typed(...args)
  expect({ err, exitCode }).toEqual({ err: "", exitCode: 0 })
  return stored
}

const refused = async (...args: ReadonlyArray<string>) => {
  const { err, exitCode, stored } = await typed(...args)
  expect({ exitCode, stored }).toEqual({ exitCode: 2, stored: undefined })
  return err
}

describe("text that begins with a dash", () => {
  it("is stored as an argument", async () => {
    for (const body of [
      "- verified",
      "- [ ] a",
      "-n does nothing",
      "-1",
      "-",
      "---",
      "-- why",
      "-5% of it",
      "–",
      "-a\n-b"
    ])
      expect(await stored("task", "comment", "SHOP-2", body)).toEqual({ task: "SHOP-2", body })
    expect(await stored("task", "create", "-n does nothing")).toEqual({ title: "-n does nothing" })
  })

  it("is stored as the value of a flag, also when it is the name of a flag", async () => {
    for (const body of [
      "- [ ] a",
      "--",
      "-",
      "--help",
      "-h",
      "--version",
      "--json",
      "--title",
      "-x",
      "",
      "--body=x",
      "true"
    ]) {
      expect(await stored("task", "create", "a", "--body", body)).toEqual({ title: "a", body })
      expect(await stored("task", "create", `--body=${body}`, "a")).toEqual({ title: "a", body })
    }
  })

  it("is stored behind --, whatever it is", async () => {
    for (const body of ["--help", "-h", "--json", "--version", "--", "-x", "--completions=bash", "--body", ""])
      expect(await stored("task", "comment", "SHOP-2", "--", body)).toEqual({ task: "SHOP-2", body })
    expect(await stored("task", "comment", "--", "-SHOP", "--")).toEqual({ task: "-SHOP", body: "--" })
  })

  it("is stored each time a flag is repeated", async () => {
    expect(await stored("task", "create", "--tag", "-a", "t", "--tag=--b", "--tag", "--tag")).toEqual({
      title: "t",
      tags: ["-a", "--b", "--tag"]
    })
  })
})

describe("a switch", () => {
  it("takes no text that follows it", async () => {
    expect(await stored("task", "create", "--pinned", "true")).toEqual({ title: "true", pinned: true })
    expect(await stored("task", "create", "--json", "yes")).toEqual({ title: "yes" })
    expect(await stored("task", "create", "--no-pinned", "no")).toEqual({ title: "no", pinned: false })
    expect(await stored("task", "create", "--pinned=false", "no")).toEqual({ title: "no", pinned: false })
  })

  it("may stand before the command that takes it", async () => {
    const { exitCode, out, stored } = await typed("--json", "task", "create", "a")

    expect({ exitCode, out, stored }).toEqual({ exitCode: 0, out: '"kept"', stored: { title: "a" } })
  })
})

describe("an argument", () => {
  it("may be written with its name", async () => {
    expect(await stored("task", "create", "--title", "-n does nothing")).toEqual({ title: "-n does nothing" })
    expect(await stored("task", "comment", "--body", "--help", "SHOP-1")).toEqual({ task: "SHOP-1", body: "--help" })
    expect(await refused("task", "comment", "--body", "a")).toContain("<task>")
    expect(await refused("task", "comment", "--body", "a", "--body", "b", "SHOP-1")).toContain("given twice")
  })

  it("is not dropped when there are too many", async () => {
    expect(await refused("task", "comment", "SHOP-1", "a", "b")).toContain('"b"')
  })
})

describe("a command line that is wrong", () => {
  it("names a flag that does not exist and the one that was meant, and how to write text", async () => {
    const err = await refused("task", "create", "a", "--bdoy", "x")

    expect(err).toContain('--bdoy: There is no such flag of "genie task create". Did you mean "--body"?')
    expect(err).toContain('If it is text, write it behind "--".')
    expect(await refused("task", "comment", "SHOP-1", "-x")).toContain("-x")
    expect(await refused("task", "create", "a", "-title")).toContain("-title")
  })

  it("says that a flag is followed by its value", async () => {
    expect(await refused("task", "create", "a", "--body")).toContain("--body: It is followed by its value.")
  })

  it("takes no flag twice that stands for one thing", async () => {
    expect(await refused("task", "create", "a", "--body", "b", "--body", "c")).toContain("--body")
  })

  it("suggests the command that is meant, and none that takes something away", async () => {
    expect(await refused("task", "creat", "a")).toContain('Did you mean "create"?')
    expect(await refused("task", "done", "SHOP-1")).toContain("Perhaps: genie task complete TASK")
    expect(await refused("done", "SHOP-1")).toContain("Perhaps: genie task complete TASK")
    expect(await refused("task", "disabel")).not.toContain("Did you mean")
  })

  it("is told as JSON when JSON was asked for", async () => {
    const err = await refused("task", "create", "--json", "a", "--bdoy", "x")

    expect(JSON.parse(err)).toMatchObject({ error: "Usage", exit: 2, help: "genie task create --help" })
    expect(JSON.parse(await refused("task", "create", "--json"))).toMatchObject({ error: "Usage", exit: 2 })
  })
})

describe("help", () => {
  it("is shown for a command, and beside a text it says that nothing was done", async () => {
    for (const line of [
      ["task", "create", "--help"],
      ["help", "task", "create"],
      ["task", "help", "create"]
    ]) {
      const { exitCode, out } = await typed(...line)
      expect({ exitCode, isHelp: out.includes("genie task create") }).toEqual({ exitCode: 0, isHelp: true })
    }

    expect(await refused("task", "comment", "SHOP-1", "--help")).toContain("Nothing was done")
    expect(await refused("task", "comment", "SHOP-1", "--version")).toContain("--version")
    expect(await refused("--version", "task", "create", "a")).toContain("It stands alone, without a command.")
  })

  it("is what a command under another name is known by", async () => {
    expect(await stored("task", "note", "SHOP-1", "- a")).toEqual({ task: "SHOP-1", body: "- a" })
  })
})
