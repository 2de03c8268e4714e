import { fork } from "node:child_process"
import { cpSync, mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { Disk, type Image, readImage } from "./Disk.ts"
import { type Call, LIFE_VARIABLE, LOG_VARIABLE, ROOT_VARIABLE, readCalls } from "./Recorded.ts"

/** What a program did to a directory. */
export interface Recording {
  /** Where it was left. */
  readonly path: string
  /** The directory before. */
  readonly before: Image
  readonly calls: ReadonlyArray<Call>
}

/** A file beside this one and its arguments, in which `DIRECTORY` is what it works on: a copy of another, or an empty one. */
export interface Program {
  readonly from?: string | undefined
  readonly program: readonly [file: string, ...args: ReadonlyArray<string>]
  /** First the program runs with other arguments, and is killed after so many calls: nothing it wrote is lost by that alone. */
  readonly killed?: { readonly after: number; readonly program: Program["program"] } | undefined
}

/** Runs a program, and records what it does. The recording is also left at `path`, to be looked at again. */
export const record = async (
  path: string,
  { from, killed, program }: Program,
  signal: AbortSignal
): Promise<Recording> => {
  const root = join(path, "root")
  const log = join(path, "calls")
  const snapshot = join(path, "before")
  rmSync(path, { recursive: true, force: true })
  mkdirSync(snapshot, { recursive: true })
  if (from !== undefined) cpSync(from, snapshot, { recursive: true })
  cpSync(snapshot, root, { recursive: true })

  const live = ([file, ...args]: Program["program"], calls?: number) =>
    run(
      join(import.meta.dirname, file),
      args.map((arg) => arg.replace(/^DIRECTORY/, root)),
      {
        execArgv: [...process.execArgv, "--import", join(import.meta.dirname, "recorder.ts")],
        env: {
          ...process.env,
          [ROOT_VARIABLE]: root,
          [LOG_VARIABLE]: log,
          ...(calls !== undefined && { [LIFE_VARIABLE]: String(calls) })
        },
        signal
      }
    )
  if (killed !== undefined) await live(killed.program, killed.after)
  await live(program)
  const recording = { path, before: readImage(snapshot), calls: readCalls(log) }
  refuseIncomplete(recording, readImage(root))
  rmSync(root, { recursive: true })
  return recording
}

/** Runs a program to its end. */
export const run = async (
  file: string,
  args: ReadonlyArray<string>,
  options: { readonly signal: AbortSignal; readonly execArgv?: Array<string>; readonly env?: NodeJS.ProcessEnv }
): Promise<void> => {
  const child = fork(file, args, { ...options, killSignal: "SIGKILL", stdio: ["ignore", "ignore", "pipe", "ipc"] })
  const exited = new Promise<number | string | null>((resolve, reject) =>
    child.once("exit", (code, signal) => resolve(code ?? signal)).once("error", reject)
  )
  const [code, said] = await Promise.all([exited, text(child.stderr!)])
  const isKilled = code === "SIGKILL" && options.env?.[LIFE_VARIABLE] !== undefined
  options.signal.throwIfAborted()
  if (code !== 0 && !isKilled) throw new Error(`${file} ended with ${code}: ${said}`)
}

/** Played back, the calls must give exactly what the program has left: otherwise one was not seen. */
const refuseIncomplete = ({ before, calls }: Recording, left: Image): void => {
  const disk = new Disk(before)
  for (const call of calls) disk.do(call)
  const played = disk.now()
  const differing = [...new Set([...played.keys(), ...left.keys()])].filter((name) => {
    const [a, b] = [played.get(name), left.get(name)]
    return a === undefined || b === undefined || (a === "directory" || b === "directory" ? a !== b : !a.equals(b))
  })
  if (differing.length > 0)
    throw new Error(`The recording is not complete: ${differing.slice(0, 10).join(", ")} differ.`)
}
