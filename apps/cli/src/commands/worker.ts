import { hostname } from "node:os"
import { resolve } from "node:path"
import { version } from "@genie/client/api"
import { actorOf, readActor } from "@genie/identity/contract"
import { CurrentCaller, InvalidInput } from "@genie/operation"
import { subcommands } from "@genie/operation/commands"
import { Workers, WorkersGroup } from "@genie/scheduler/contract"
import { Console, Effect, Option } from "effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { doorForCommands } from "../owner/doorForCommands.ts"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { untilAskedToStop } from "../owner/untilAskedToStop.ts"
import { workerListView } from "../views/workerListView.ts"
import { warnOfMissingProgram } from "./warnOfMissingProgram.ts"

/** `genie worker --queue Q --exec "./agent.sh"`, and `genie worker list` */
export const worker = Command.make(
  "worker",
  {
    queue: Flag.String("queue").pipe(
      Flag.withDescription("Queue to serve (more than one: repeat it)"),
      Flag.between(0, 100)
    ),
    exec: Flag.String("exec").pipe(
      Flag.withMetavar("command"),
      Flag.withDescription(
        "Do each run with this command: the payload on its standard input, task and project in its environment"
      ),
      Flag.optional
    ),
    allowDirectory: Flag.String("allow-directory").pipe(
      Flag.withMetavar("directory"),
      Flag.withDescription(
        "Let runs of --exec work here, besides the worker's own directory (more than one: repeat it)"
      ),
      Flag.between(0, 100)
    ),
    allowShell: Flag.Boolean("allow-shell").pipe(
      Flag.withDescription("Run the commands that the runs themselves name"),
      Flag.withDefault(false)
    ),
    slots: Flag.Int("slots").pipe(Flag.withDescription("How many runs at once"), Flag.withDefault(1)),
    name: Flag.String("name").pipe(Flag.withDescription("What people see in lists"), Flag.optional),
    actor: Flag.String("actor").pipe(
      Flag.withDescription("Act as this actor, and let its commands do so: agent:engineer-1"),
      Flag.optional
    )
  },
  ({ actor: written, allowDirectory, allowShell, exec, name, queue, slots }) =>
    Effect.gen(function* () {
      if (queue.length === 0)
        return yield* new InvalidInput({ field: "--queue", reason: "Which queue is to be served?" })
      if (slots < 1) return yield* new InvalidInput({ field: "--slots", reason: "At least one run at a time." })
      if (Option.isNone(exec) && !allowShell) {
        return yield* new InvalidInput({
          reason: "Say what may run here: --exec COMMAND, or --allow-shell for the commands that the runs name."
        })
      }
      const caller = yield* CurrentCaller
      const actor = yield* actorOf(Option.isSome(written) ? yield* readActor("--actor", written.value) : caller.actor)
      if (Option.isNone(exec) && allowDirectory.length > 0) {
        return yield* new InvalidInput({
          field: "--allow-directory",
          reason: "It limits where runs of --exec work, and there is no --exec."
        })
      }
      if (Option.isSome(exec)) yield* warnOfMissingProgram(exec.value, process.cwd())
      const { performCommand, startWorker } = yield* Effect.promise(() => import("@genie/scheduler/effect"))
      const title = Option.getOrElse(name, () => `${queue[0]}@${hostname()}`)
      yield* startWorker({
        name: title,
        host: hostname(),
        version,
        queues: queue,
        slots,
        perform: performCommand({
          directory: process.cwd(),
          actor,
          ...(yield* doorForCommands),
          ...(Option.isSome(exec) && { exec: { command: exec.value, directories: directoriesOf(allowDirectory) } })
        })
      }).pipe(Effect.provideService(CurrentCaller, { ...caller, actor, via: "worker" }))
      yield* Console.error(
        `Serving ${queue.join(", ")} as ${title}, ${slots} at a time. Ctrl-C finishes what runs and leaves.`
      )
      yield* untilAskedToStop
    }).pipe(Effect.scoped, Effect.tap(Console.error("Left.")))
).pipe(
  Command.withDescription("Serve a queue from here, or list the workers"),
  Command.withSubcommands(
    subcommands(
      WorkersGroup,
      Workers,
      { list: workerListView },
      { omit: ["register", "claim", "renew", "report", "complete", "leave"], aliases: { list: "ls" } }
    ) as [ReturnType<typeof subcommands<typeof WorkersGroup, Workers>>[number]]
  ),
  Command.provide(servicesLayer)
)

/** A worker started by a service manager is in "/", which says nothing about where its runs may work. */
const directoriesOf = (allowed: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...(process.cwd() === "/" ? [] : [process.cwd()]),
  ...allowed.map((directory) => resolve(directory))
]
