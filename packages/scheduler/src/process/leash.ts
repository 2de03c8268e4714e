// A worker that is killed with SIGKILL cannot end its commands, and a command does not notice that its worker is gone. So
// one small shell per worker process holds the list of their process groups and a pipe from the worker: when the kernel
// closes the pipe, whatever killed the worker, the shell ends the groups. It is started with the first command, lives as
// long as the process, and needs nothing but /bin/sh.
import { type ChildProcess, spawn } from "node:child_process"
import type { Socket } from "node:net"
import { Effect } from "effect"
import { ProcessNotStarted } from "./commandProblem.ts"

/**
 * Ends the process groups it holds when this process dies.
 *
 * `hold` returns when the kernel has the line: a worker that dies right after is already covered. A worker that is only
 * stopped (SIGSTOP) is not dead: its commands go on until its lease is lost to another.
 */
export const leash = {
  // The holder may have been killed a moment ago; a new one is told of every group that is held.
  hold: (group: number): Effect.Effect<void, ProcessNotStarted> =>
    Effect.retry(
      tell(`hold ${group}`, () => held.add(group)),
      { times: 1 }
    ),

  free: (group: number): Effect.Effect<void> =>
    Effect.suspend(() => (held.delete(group) ? Effect.ignore(tell(`free ${group}`)) : Effect.void))
}

/**
 * The worker is dead and its runs may be claimed again at once, so its commands get less time than when it ends them
 * itself: twenty looks, a tenth of a second apart. A `sleep` that knows only whole seconds refuses, and the time is shorter.
 */
const script = `
trap '' HUP INT TERM
groups=
while read -r word group; do
  case $word in
    hold) groups="$groups $group" ;;
    free) kept=; for each in $groups; do [ "$each" = "$group" ] || kept="$kept $each"; done; groups=$kept ;;
  esac
done
for group in $groups; do
  (
    kill -TERM "-$group"
    kill -CONT "-$group"
    looks=0
    while [ $looks -lt 20 ] && kill -0 "-$group"; do sleep 0.1; looks=$((looks + 1)); done
    kill -KILL "-$group"
  ) &
done
wait
`

/** A holder that ends this often, each time sooner than this, cannot live here: starting it for ever would not help. */
const startsMax = 5
const liveMsLeast = 1_000
let startsInARow = 0

const held = new Set<number>()
let holder: ChildProcess | undefined

const tell = (line: string, onTold?: () => void): Effect.Effect<void, ProcessNotStarted> =>
  Effect.callback((resume) => {
    holder ??= start()
    const told = holder
    const answer = (error: NodeJS.ErrnoException | null | undefined) => {
      if (error) {
        if (holder === told) holder = undefined
        return resume(Effect.fail(ProcessNotStarted.because(error)))
      }
      onTold?.()
      resume(Effect.void)
    }
    // Out of file descriptors, a child has not even a stdin.
    if (told.stdin) told.stdin.write(`${line}\n`, answer)
    else told.once("error", answer)
  })

const start = (): ChildProcess => {
  const startedAt = performance.now()
  const child = spawn("/bin/sh", ["-c", script, "genie-leash"], {
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    // A session of its own: Ctrl-C at the worker's terminal would end it before the worker.
    detached: true
  })
  const stdin = child.stdin as Socket | undefined
  const forget = () => {
    if (holder === child) holder = undefined
  }
  child.once("error", forget)
  child.once("exit", () => {
    forget()
    startsInARow = performance.now() - startedAt > liveMsLeast ? 0 : startsInARow + 1
    if (held.size > 0 && startsInARow < startsMax) holder ??= start()
  })
  stdin?.on("error", forget)
  // It must not keep the worker from leaving.
  child.unref()
  stdin?.unref()
  for (const group of held) stdin?.write(`hold ${group}\n`)
  return child
}
