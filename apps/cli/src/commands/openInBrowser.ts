import { Duration, Effect, Option } from "effect"

/** Opens an address in the browser of whoever sits here. False where nobody does, or where there is none. */
export const openInBrowser = (url: string): Effect.Effect<boolean> =>
  Effect.suspend(() => {
    const program = opener()
    return program === undefined ? Effect.succeed(false) : started(program, url)
  })

/** What opens an address, unless the screen is at the other end of SSH or there is none. */
const opener = (): string | undefined => {
  const { DISPLAY, SSH_CONNECTION, SSH_TTY, WAYLAND_DISPLAY } = process.env
  if (SSH_CONNECTION || SSH_TTY) return undefined
  if (process.platform === "darwin") return "open"
  return DISPLAY || WAYLAND_DISPLAY ? "xdg-open" : undefined
}

/** It has opened it when it says so, or when it says nothing for a moment: some stay as long as the browser does. */
const started = (program: string, url: string): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    // Loading it takes a while, and only this command needs it.
    const { spawn } = process.getBuiltinModule("node:child_process")
    const child = spawn(program, [url], { detached: true, stdio: "ignore" })
    child.once("exit", (code) => resume(Effect.succeed(code === 0)))
    child.once("error", () => resume(Effect.succeed(false)))
    child.unref()
  }).pipe(Effect.timeoutOption(patience), Effect.map(Option.getOrElse(() => true)))

const patience = Duration.seconds(2)
