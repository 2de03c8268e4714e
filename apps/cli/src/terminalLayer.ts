// What the command line itself asks of the system, which is to write. The rest of Node's services takes a quarter of the
// time of `genie --help` to load and no command of ours uses it.
import * as NodeStdio from "@effect/platform-node/NodeStdio"
import { Effect, FileSystem, Layer, Path, Terminal } from "effect"
import type * as Command from "effect/cli/Command"
import * as ChildProcessSpawner from "effect/process/ChildProcessSpawner"

/** The environment of commands that ask nothing back. */
export const terminalLayer: Layer.Layer<Command.Environment> = Layer.mergeAll(
  NodeStdio.layer,
  FileSystem.layerNoop({}),
  Path.layer,
  Layer.succeed(
    ChildProcessSpawner.ChildProcessSpawner,
    ChildProcessSpawner.make(() => Effect.die(new Error("No command starts a process like this.")))
  ),
  Layer.succeed(
    Terminal.Terminal,
    Terminal.make({
      columns: Effect.sync(() => process.stdout.columns ?? 80),
      rows: Effect.sync(() => process.stdout.rows ?? 24),
      size: Effect.die(new Error("No command watches the window.")),
      readInput: Effect.die(new Error("No command asks for keys.")),
      readLine: Effect.die(new Error("No command asks for a line.")),
      display: (text) => Effect.sync(() => void process.stdout.write(text))
    })
  )
)
