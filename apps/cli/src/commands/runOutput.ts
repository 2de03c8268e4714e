import { shellQuoted } from "@genie/operation"
import { printable, printableJson } from "@genie/operation/commands"
import { Runs } from "@genie/scheduler/contract"
import { RunEvent } from "@genie/store/model"
import { Console, Effect, Schema, Stream } from "effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"

/**
 * `genie run output ID --follow`: what a run says, stdout to stdout and the rest to stderr, byte for byte where a file or
 * a program reads it. A terminal gets nothing it would obey, and JSON says the same without it.
 */
export const runOutput = Command.make(
  "output",
  {
    run: Argument.String("run").pipe(Argument.withDescription("Id of the run, or the end of it")),
    follow: Flag.Boolean("follow").pipe(
      Flag.withAlias("f"),
      Flag.withDescription("Go on with what comes, until the run has ended"),
      Flag.withDefault(false),
      Flag.withoutNegation
    ),
    after: Flag.Int("after").pipe(Flag.withDescription("Continue after this event: its seq"), Flag.withDefault(0)),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Print one event as JSON per line"),
      Flag.withDefault(false),
      Flag.withoutNegation
    )
  },
  ({ after, follow, json, run }) =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const events = yield* runs.output({ run, follow, after })
      if (json)
        return yield* Stream.runForEach(events, (event) => Console.log(printableJson(JSON.stringify(encode(event)))))

      let isAnything = false
      yield* Stream.runForEach(events, (event) => {
        isAnything = true
        return print(event)
      })
      if (!isAnything && after === 0)
        yield* Console.error(`Nothing is kept of what it said as it ran: genie run show ${shellQuoted(run)}`)
    })
).pipe(Command.withDescription("Print what a run says, as it comes"))

const encode = Schema.encodeSync(Schema.toCodecJson(RunEvent))

const print = ({ kind, text }: RunEvent) =>
  kind === "note"
    ? write(process.stderr, text.endsWith("\n") ? text : `${text}\n`)
    : write(kind === "stdout" ? process.stdout : process.stderr, text)

/** Returns when it was taken, so that a slow reader slows the stream and not this process's memory. */
const write = (stream: NodeJS.WriteStream, text: string) =>
  Effect.callback<void>((resume) => {
    stream.write(stream.isTTY ? printable(text) : text, () => resume(Effect.void))
  })
