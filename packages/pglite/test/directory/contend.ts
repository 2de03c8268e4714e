import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const contender = fileURLToPath(new URL("contender.ts", import.meta.url))

/** A process that wants a directory, or has it. */
export interface Contender {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  /** kill -9, and waits until it is gone. */
  readonly end: () => Promise<void>
}

/** Starts a process that wants the directory, and gives what it says, line by line. */
export function contend(directory: string, mode: "once" | "keep", heard: (word: string) => void): Contender {
  const child = spawn(process.execPath, ["--conditions=@genie/source", contender, directory, mode], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  createInterface({ input: child.stdout }).on("line", heard)
  const ended = once(child, "close")
  return {
    child,
    async end() {
      child.kill("SIGKILL")
      await ended
    },
    ended
  }
}

/** Starts a process that has the directory open when this resolves. */
export async function owning(directory: string): Promise<Contender> {
  const owned = Promise.withResolvers<void>()
  const contender = contend(directory, "keep", () => owned.resolve())
  await owned.promise
  return contender
}
