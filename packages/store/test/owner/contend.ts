import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const contender = fileURLToPath(new URL("contender.ts", import.meta.url))

/** Starts a process that wants the directory, and gives what it says, word and time, line by line. */
export function contend(
  directory: string,
  mode: "once" | "keep" | "forget",
  heard: (word: string, at: bigint) => void
): Contender {
  const child = spawn(process.execPath, ["--conditions=@genie/source", "--expose-gc", contender, directory, mode], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [word = "", at = "0"] = line.split(" ")
    heard(word, BigInt(at))
  })
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

/** Starts one below a parent that never asks what became of it, as in a container without an init. */
export function contendUnderShell(directory: string, owned: () => void): ChildProcess {
  const shell = spawn(
    "sh",
    ["-c", '"$@" & exec sleep 600', "sh", process.execPath, "--conditions=@genie/source", contender, directory, "keep"],
    { stdio: ["ignore", "pipe", "inherit"] }
  )
  shell.stdout.once("data", owned)
  return shell
}

export interface Contender {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  /** kill -9, and waits until it is gone. */
  readonly end: () => Promise<void>
}
