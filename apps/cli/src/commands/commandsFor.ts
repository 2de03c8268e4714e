import * as Command from "effect/cli/Command"

/** A command of the tree, whatever it takes. */
export type AnyCommand = Command.Command<string, unknown, {}, unknown, Command.Environment>

/** What the help says of a command, and where it is. */
type Room = readonly [description: string, load: () => Promise<unknown>]

const rooms: Readonly<Record<string, Room>> = {
  task: ["Create tasks, look at them, and move them through the gates of their board", () => import("./task.ts")],
  ready: [
    "List what can be worked on now, take the first of it, or say why there is nothing",
    () => import("./ready.ts")
  ],
  board: ["Show boards, make them, and change their columns and gates", () => import("./board.ts")],
  project: ["Create projects, look at them, and say where their repositories are", () => import("./project.ts")],
  actor: ["Introduce people, agents and programs, and look at them", () => import("./actor.ts")],
  schedule: ["Create, import, look at and steer schedules", () => import("./schedule.ts")],
  run: ["Look at runs and steer them", () => import("./run.ts")],
  enqueue: ["Enqueue a run", () => import("./enqueue.ts")],
  worker: ["Serve a queue from here, or list the workers", () => import("./worker.ts")],
  audit: ["Verify, read and follow the audit log", () => import("./audit.ts")],
  open: ["Open the board in the browser, signed in", () => import("./open.ts")],
  up: ["Own the data directory in the foreground: scheduler, worker and HTTP API", () => import("./up.ts")],
  status: ["Say what is running, where its data is and how much it has to do", () => import("./status.ts")],
  down: ["Ask the owner to finish what it does and stop", () => import("./down.ts")],
  doctor: ["Say what is wrong with a data directory and what to do", () => import("./doctor.ts")]
}

/**
 * The commands, of which only those that were typed are loaded: the others are names and descriptions, which is all
 * that help shows of them.
 */
export const commandsFor = async (
  typed: ReadonlyArray<string> | undefined
): Promise<[AnyCommand, ...Array<AnyCommand>]> => {
  const commands = await Promise.all(
    Object.entries(rooms).map(async ([name, [description, load]]) =>
      typed?.includes(name) !== false ? commandIn(await load(), name) : named(name, description)
    )
  )
  if (typed?.[0] === "background") commands.push(commandIn(await import("./background.ts"), "background"))
  return commands as [AnyCommand, ...Array<AnyCommand>]
}

const named = (name: string, description: string): AnyCommand =>
  Command.make(name).pipe(Command.withDescription(description)) as unknown as AnyCommand

/** Every file of commands exports the one it is named after. */
const commandIn = (module: unknown, name: string): AnyCommand => Reflect.get(module as object, name)
