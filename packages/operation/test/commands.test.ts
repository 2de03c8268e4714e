import * as NodeServices from "@effect/platform-node/NodeServices"
import { type Operations, operationGroup } from "@genie/operation"
import {
  CommandFailed,
  CurrentScreen,
  commands,
  relativeTime,
  runCommand,
  table,
  type Views
} from "@genie/operation/commands"
import { Cause, Context, Effect, Exit, Layer, Schema, Stream } from "effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as TestConsole from "effect/testing/TestConsole"
import { describe, expect, it } from "vitest"
import { layer as notesLayer } from "./NotesService.ts"
import { type Note, Notes, NotesGroup } from "./notes.ts"
import { actor } from "./server.ts"

const line = (note: Note) => `${note.id} ${note.text}`

const views: Views<typeof NotesGroup> = {
  create: line,
  remove: (note) => `Removed ${note.id}.`,
  watch: line,
  list: (notes, screen) =>
    notes.length === 0
      ? "No notes."
      : table(
          notes,
          {
            id: (note) => note.id,
            text: (note) => note.text,
            written: (note) => relativeTime(note.createdAt, screen.now)
          },
          screen
        )
}

let prepared = 0
let told: unknown

const note = commands("note", NotesGroup, Notes, views, {
  rename: { remove: "rm" },
  aliases: { list: "ls" },
  prepare: {
    create: (typed) =>
      Effect.sync(() => {
        prepared++
        return typed.text === "@file" ? { ...typed, text: "read from a file" } : typed
      })
  }
})

/** What command lines print, one after the other against the same notes, and how the last one ends. */
const running = (...lines: ReadonlyArray<ReadonlyArray<string>>) => runningIn(note, ...lines)

const runningIn = (group: typeof note, ...lines: ReadonlyArray<ReadonlyArray<string>>) =>
  Effect.gen(function* () {
    const genie = Command.make("genie").pipe(Command.withSubcommands([group]))
    let exitCode = 0
    for (const args of lines) {
      const exit = yield* Effect.exit(runCommand(genie, { version: "1.0.0", args: ["note", ...args] }))
      if (Exit.isSuccess(exit)) exitCode = 0
      else {
        const error = Cause.squash(exit.cause)
        expect(error).toBeInstanceOf(CommandFailed)
        exitCode = (error as CommandFailed).exitCode
      }
    }
    const text = (lines: ReadonlyArray<unknown>) => lines.join("\n")
    return { out: text(yield* TestConsole.logLines), err: text(yield* TestConsole.errorLines), exitCode }
  }).pipe(
    Effect.provideService(CurrentScreen, { width: Number.POSITIVE_INFINITY, canColor: false }),
    Effect.provide(Layer.mergeAll(notesLayer, actor, NodeServices.layer, TestConsole.layer)),
    Effect.runPromise
  )

describe("a group as commands", () => {
  it("takes an argument and flags, and shows the answer", async () => {
    const ran = await running(
      ["create", "Water the plants", "--tag", "home", "--tag", "green", "--color", "green"],
      ["ls"]
    )

    expect(ran.exitCode).toBe(0)
    expect(ran.err).toBe("")
    expect(ran.out).toContain("ana-1 Water the plants")
    expect(ran.out).toContain("ID     TEXT              WRITTEN")
  })

  it("prints with --json what the HTTP server would send", async () => {
    const { out } = await running([
      "create",
      "Water",
      "--remind-at",
      "2026-04-01T10:00:00Z",
      "--copies",
      "2",
      "--no-pinned",
      "--env",
      "A=",
      "--env",
      "B=c=d",
      "--json"
    ])

    expect(out).toBe(
      '{"id":"ana-1","text":"Water","color":"yellow","tags":[],"remindAt":"2026-04-01T10:00:00.000Z","createdAt":"2026-03-01T09:00:00.000Z"}'
    )
  })

  it("says why an operation refused on stderr, without help, and exits with the code of the refusal", async () => {
    const unknown = await running(["rm", "n9"])
    const pinned = await running(["create", "Keep", "--pinned"], ["rm", "ana-1"])
    const down = await running(["create", "down"])

    expect(unknown).toEqual({ out: "", err: 'genie: There is no note "n9".', exitCode: 4 })
    expect(pinned).toMatchObject({ err: expect.stringMatching(/^genie: Note "ana-1" has been pinned/), exitCode: 3 })
    expect(down).toEqual({ out: "", err: "genie: The database does not answer.", exitCode: 5 })
  })

  it("names the flag or argument that is wrong, and exits 2", async () => {
    const copies = await running(["create", "a", "--copies", "11"])
    const env = await running(["create", "a", "--env", "A"])
    const extra = await running(["create", "a", "--extra", "{"])
    const date = await running(["create", "a", "--remind-at", "soon"])
    const text = await running(["create", ""])

    const help = "\nRun 'genie note create --help' to see what it takes."

    expect(copies).toEqual({
      out: "",
      err: `genie: --copies: must be between 1 and 10, and is 11.${help}`,
      exitCode: 2
    })
    expect(env.err).toContain('genie: --env: must be KEY=VALUE, and is "A".')
    expect(extra.err).toContain("genie: --extra: must be JSON, and is not.")
    expect(date.err).toContain('genie: --remind-at: must be a date such as 2027-01-01T09:00, and is "soon".')
    expect(text.err).toContain("genie: <text>: is empty.")
  })

  it("opens nothing for a command line that is wrong", async () => {
    let opened = 0
    const genie = Command.make("genie").pipe(
      Command.withSubcommands([note]),
      Command.provide(Layer.effectDiscard(Effect.sync(() => opened++)).pipe(Layer.provideMerge(notesLayer)))
    )
    const run = (...args: ReadonlyArray<string>) =>
      runCommand(genie, { version: "1.0.0", args }).pipe(
        Effect.exit,
        Effect.provide(Layer.mergeAll(actor, NodeServices.layer, TestConsole.layer)),
        Effect.runPromise
      )

    await run("note", "create", "a", "--copies", "11")
    await run("note", "--help")
    expect(opened).toBe(0)

    await run("note", "create", "a")
    expect(opened).toBe(1)
  })

  it("reads what was typed once", async () => {
    prepared = 0

    await running(["create", "@file"])

    expect(prepared).toBe(1)
  })

  it("says in a line what is wrong with the command line, and exits 2", async () => {
    const flag = await running(["create", "a", "--colour", "green"])
    const choice = await running(["create", "a", "--color", "red"])
    const missing = await running(["create"])
    const number = await running(["create", "a", "--copies", "many"])
    const fraction = await running(["create", "a", "--copies", "1.5"])
    const nothing = await running(["create", "a", "--copies"])
    const twice = await running(["create", "a", "--color", "green", "--color", "yellow"])
    const all = [flag, choice, missing, number, fraction, nothing, twice]

    for (const ran of all) expect(ran).toMatchObject({ out: "", exitCode: 2 })
    for (const { err } of all) expect(err).not.toMatch(/Expected|got "|RegExp|occurrences/)
    expect(number.err).toContain('genie: --copies: must be a number, and is "many".')
    expect(fraction.err).toContain("genie: --copies: must be a whole number, and is 1.5.")
    expect(nothing.err).toContain("genie: --copies: It is followed by its value.")
    expect(twice.err).toContain("genie: --color: is given at most 1 times, and has 2 values.")
    expect(flag.err).toContain('genie: --colour: There is no such flag of "genie note create". Did you mean "--color"?')
    expect(flag.err).toContain("Run 'genie note create --help' to see what it takes.")
    expect(choice.err).toContain('genie: --color: must be yellow or green, and is "red".')
    expect(missing.err).toContain("genie: Missing required argument: text")
  })

  it("says that a bug is a bug, without a stack trace, and exits 1", async () => {
    const ran = await running(["create", "boom"])

    expect(ran).toMatchObject({ out: "", exitCode: 1 })
    expect(ran.err).toBe("genie: Something went wrong that should not have. GENIE_DEBUG=1 shows what.")
  })

  it("shows a stream as it comes, one line of JSON for each item with --json", async () => {
    const shown = await running(["create", "one"], ["create", "end"], ["watch"])
    const json = await running(["create", "one"], ["create", "end"], ["watch", "--json"])

    expect(shown.out.split("\n").slice(2)).toEqual(["ana-1 one"])
    expect(shown).toMatchObject({ err: "genie: The database went away.", exitCode: 5 })
    expect(JSON.parse(json.out.split("\n")[2]!)).toMatchObject({ id: "ana-1", text: "one" })
  })

  it("shows what a terminal would obey instead of printing it", async () => {
    const hostile = "a\u001b]0;owned\u0007b\u009b2Jc\u202ed\r"

    const shown = await running(["create", hostile])
    const json = await running(["create", hostile, "--json"])

    expect(shown.out).toBe("ana-1 a\\x1b]0;owned\\x07b\\x9b2Jc\\u202ed\\x0d")
    expect(json.out).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    expect(JSON.parse(json.out).text).toBe(hostile)
  })

  it("completes what was typed before it is sent", async () => {
    expect((await running(["create", "@file"])).out).toBe("ana-1 read from a file")
  })

  it("lets people leave out a field that is filled in for them, and write it with a flag", async () => {
    const filling = commands("note", NotesGroup, Notes, views, {
      filled: { create: { text: "flag" } },
      prepare: { create: (typed) => Effect.succeed({ ...typed, text: typed.text ?? "filled in" }) }
    })

    expect((await runningIn(filling, ["create"])).out).toBe("ana-1 filled in")
    expect((await runningIn(filling, ["create", "--text", "typed"])).out).toBe("ana-1 typed")
  })

  it("tells whoever completes it of flags that the operation does not have", async () => {
    const flagged = commands("note", NotesGroup, Notes, views, {
      flags: { create: { loud: Flag.Boolean("loud").pipe(Flag.withDefault(false)) } },
      prepare: {
        create: (typed, flags) => {
          told = flags
          return Effect.succeed({ ...typed, text: flags.loud === true ? typed.text.toUpperCase() : typed.text })
        }
      }
    })

    expect((await runningIn(flagged, ["create", "quiet"])).out).toBe("ana-1 quiet")
    expect((await runningIn(flagged, ["create", "--loud", "hello"])).out).toBe("ana-1 HELLO")
    expect(told).toEqual({ loud: true })
  })

  it("reads none as null where a field may be null and nowhere else, and each item of a list by itself", () => {
    const group = operationGroup(
      "limits",
      HttpApiEndpoint.post("set", "/", {
        payload: Schema.Struct({
          limit: Schema.optionalKey(Schema.NullOr(Schema.Int)),
          gate: Schema.optionalKey(Schema.NullOr(Schema.Literals(["human", "agent"]))),
          name: Schema.optionalKey(Schema.NullOr(Schema.String)),
          word: Schema.optionalKey(Schema.String),
          columns: Schema.optionalKey(Schema.Array(Schema.Struct({ name: Schema.String })))
        }),
        success: Schema.String
      })
    )
    class Limits extends Context.Service<Limits, Operations<typeof group>>()("test/Limits") {}
    const limits = commands("limits", group, Limits, { set: (said) => said })
    const said = (...args: ReadonlyArray<string>) =>
      runCommand(limits, { version: "1.0.0", args: ["set", ...args] }).pipe(
        Effect.andThen(TestConsole.logLines),
        Effect.provide(Layer.succeed(Limits, { set: (input) => Effect.succeed(JSON.stringify(input)) })),
        Effect.provide(Layer.mergeAll(actor, NodeServices.layer, TestConsole.layer)),
        Effect.runPromise
      )

    return Promise.all([
      expect(said("--limit", "none", "--gate", "none", "--name", "none", "--word", "none")).resolves.toEqual([
        '{"limit":null,"gate":null,"name":null,"word":"none"}'
      ]),
      expect(said("--column", '{"name":"todo"}', "--column", '{"name":"check"}')).resolves.toEqual([
        '{"columns":[{"name":"todo"},{"name":"check"}]}'
      ]),
      expect(said("--limit", "3", "--gate", "human")).resolves.toEqual(['{"limit":3,"gate":"human"}']),
      expect(said("--limit", "many")).rejects.toThrow()
    ])
  })

  it("documents itself from the contract", async () => {
    const { out, exitCode } = await running(["create", "--help"])

    expect(exitCode).toBe(0)
    for (const said of [
      "Write a note",
      "What to remember",
      "--color",
      "Color of the paper",
      "--remind-at",
      "--env",
      "--json"
    ]) {
      expect(out).toContain(said)
    }
  })
})

describe("a group of which only what was typed is made", () => {
  const listing = commands("note", NotesGroup, Notes, views, { aliases: { list: "ls" }, typed: ["note", "ls"] })

  it("does what was typed, also by its second name", async () => {
    const { out, exitCode } = await runningIn(listing, ["ls"])

    expect({ out, exitCode }).toEqual({ out: "No notes.", exitCode: 0 })
  })

  it("names and describes the others in its help", async () => {
    const { out } = await runningIn(listing, ["--help"])

    for (const said of ["create", "Write a note", "remove", "watch"]) expect(out).toContain(said)
  })
})

describe("views", () => {
  it("must be written for every operation that is not omitted", () => {
    const { watch: _, ...incomplete } = views

    // @ts-expect-error `watch` has no view.
    const refused = () => commands("note", NotesGroup, Notes, incomplete)
    const accepted = commands("note", NotesGroup, Notes, incomplete, { omit: ["watch"] })

    expect(refused).toBeTypeOf("function")
    expect(accepted.subcommands.flatMap(({ commands }) => commands.map(({ name }) => name))).toEqual([
      "create",
      "list",
      "remove"
    ])
    expect(Stream.isStream(accepted)).toBe(false)
  })
})
