// Node gives a child sockets where a shell gives pipes, and on Linux a socket cannot be opened by name: a script with
// `echo … > /dev/stderr`, which works under cron, would fail. A named pipe, unlinked once it is open, is a real one.
import { execFile } from "node:child_process"
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs"
import { Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Readable } from "node:stream"
import { Effect } from "effect"

/** Both ends of standard output and standard error. */
export interface OutputPipes {
  readonly readEnds: readonly [Readable, Readable]
  readonly writeEnds: readonly [number, number]
  /** The child has its copies; ours would keep the streams from ending. */
  readonly closeWriteEnds: () => void
}

/** Absent where Node's own are as good, or where the temporary directory cannot hold a pipe: most scripts never notice. */
export const openOutputPipes: Effect.Effect<OutputPipes | undefined> = Effect.suspend(() =>
  process.platform === "linux" ? named : Effect.undefined
)

const named = Effect.callback<OutputPipes | undefined>((resume) => {
  const directory = attempt(() => mkdtempSync(join(tmpdir(), "genie-run-")))
  if (directory === undefined) return resume(Effect.undefined)
  const paths = [join(directory, "stdout"), join(directory, "stderr")] as const
  execFile("mkfifo", ["-m", "600", ...paths], (refused) => {
    const pipes = refused ? undefined : attempt(() => open(paths))
    attempt(() => rmSync(directory, { recursive: true, force: true }))
    resume(Effect.succeed(pipes))
  })
})

const open = (paths: readonly [string, string]): OutputPipes => {
  const opened: Array<number> = []
  const descriptor = (path: string, flags: number): number => {
    const fd = openSync(path, flags)
    opened.push(fd)
    return fd
  }
  try {
    const [stdoutRead, stdoutWrite, stderrRead, stderrWrite] = paths.flatMap((path) => [
      // Without O_NONBLOCK this would wait for a writer that we are yet to open.
      descriptor(path, constants.O_RDONLY | constants.O_NONBLOCK),
      descriptor(path, constants.O_WRONLY)
    ]) as [number, number, number, number]
    return {
      readEnds: [readable(stdoutRead), readable(stderrRead)],
      writeEnds: [stdoutWrite, stderrWrite],
      closeWriteEnds: () => [stdoutWrite, stderrWrite].forEach((fd) => void closeSync(fd))
    }
  } catch (error) {
    opened.forEach((fd) => void closeSync(fd))
    throw error
  }
}

const readable = (fd: number): Readable => new Socket({ fd, readable: true, writable: false })

const attempt = <A>(work: () => A): A | undefined => {
  try {
    return work()
  } catch {
    return undefined
  }
}
