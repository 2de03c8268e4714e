import {
  refuseBesideOwner,
  removeDrafts,
  removeOwnerFile,
  thisProcess,
  tryLock,
  writeOwnerFile
} from "@genie/pglite/directory"
import { Clock, Context, Deferred, Duration, Effect, Schedule, type Scope } from "effect"
import { migrations } from "../../migrations/index.ts"
import { askToYield } from "./askToYield.ts"
import type { DataDirectory } from "./DataDirectory.ts"
import { DirectoryOwned } from "./DirectoryOwned.ts"
import { DirectoryRefused } from "./DirectoryRefused.ts"
import type { Newcomer, OwnerInfo, OwnerKind } from "./OwnerInfo.ts"
import { prepareDirectory } from "./prepareDirectory.ts"
import { readOwner, waitForOwner } from "./readOwner.ts"
import { shouldYield } from "./shouldYield.ts"

/** This process, as the owner of a data directory. */
export class Owner extends Context.Service<
  Owner,
  {
    readonly directory: DataDirectory
    /** The owner as `owner.json` says it now. */
    readonly info: Effect.Effect<OwnerInfo>
    /** Tells whoever looks for an owner where it listens. */
    readonly announce: (listening: Pick<OwnerInfo, "socket" | "url">) => Effect.Effect<void, DirectoryRefused>
    /** A newcomer asks for the directory (`POST /yield`). True: it will get it, and `leaving` has its answer. */
    readonly yieldTo: (newcomer: Newcomer) => Effect.Effect<boolean>
    /** Waits until the directory was promised to a newcomer. Then there are `drainWithin` to finish and let go. */
    readonly leaving: Effect.Effect<Newcomer>
  }
>()("@genie/store/Owner") {}

/** How an owner introduces itself. */
export interface OwnerOptions {
  readonly kind: OwnerKind
  /** This process, as a person would call it: `genie up`. */
  readonly command: string
  /** This version of Genie. */
  readonly version: string
  /** Take a directory on a network file system: only when no other host ever opens it. */
  readonly allowNetwork?: boolean
}

/** How long an owner that promised to leave may take to drain. */
export const drainWithin = Duration.seconds(5)

/**
 * Makes this process the owner of the directory until the scope closes, and prepares the directory.
 *
 * A background owner is asked to leave where `shouldYield` says so; nobody else is. Whoever does not get the directory
 * is told who has it. A dead owner leaves nothing behind that counts: the kernel has released its lock.
 */
export const acquireOwnership = Effect.fn("Owner.acquire")(function* (
  directory: DataDirectory,
  options: OwnerOptions
): Effect.fn.Return<Owner["Service"], DirectoryOwned | DirectoryRefused, Scope.Scope> {
  yield* prepareDirectory(directory, options)
  const { kind, command, version } = options
  const newcomer: Newcomer = { kind, pid: process.pid, command, version, schema: migrations.at(-1)?.name ?? "" }

  if (!(yield* takeLock(directory))) yield* waitForTurn(directory, newcomer)
  yield* onDisk(directory, refuseBesideOwner)
  yield* onDisk(directory, removeDrafts)

  const since = new Date(yield* Clock.currentTimeMillis).toISOString()
  let info: OwnerInfo = { ...newcomer, ...thisProcess(), since }
  const promised = yield* Deferred.make<Newcomer>()
  const write = () => onDisk(directory, () => writeOwnerFile(directory, info))
  yield* Effect.acquireRelease(write(), () => Effect.sync(() => removeOwnerFile(directory)))

  return {
    directory,
    info: Effect.sync(() => info),
    announce: (listening) =>
      Effect.suspend(() => {
        info = { ...info, ...listening }
        return write()
      }),
    yieldTo: (asking) =>
      shouldYield(info, asking) ? Effect.as(Deferred.succeed(promised, asking), true) : Effect.succeed(false),
    leaving: Deferred.await(promised)
  }
})

/** Another process has the lock: finds out which, asks it to leave if it would, and waits for the lock. */
const waitForTurn = Effect.fnUntraced(function* (directory: DataDirectory, newcomer: Newcomer) {
  if ((yield* lockOrOwner(directory)) === "lock") return
  const owner = yield* readOwner(directory)
  if (owner === undefined || !shouldYield(owner, newcomer)) return yield* DirectoryOwned.by(directory.path, owner)

  // One that has just started will listen in a moment.
  const listening = yield* waitForOwner(directory, startWithin)
  const leaves = listening?.socket !== undefined && (yield* askToYield(listening.socket, newcomer))
  if (!leaves || !(yield* polled(takeLock(directory), (taken) => taken, Duration.sum(drainWithin, margin))))
    return yield* DirectoryOwned.by(directory.path, (yield* readOwner(directory)) ?? owner)
})

/** Between taking the lock and saying who it is, and between leaving and letting go, an owner is nameless for a moment. */
const lockOrOwner = (directory: DataDirectory) =>
  polled(
    Effect.gen(function* () {
      if (yield* takeLock(directory)) return "lock"
      return (yield* readOwner(directory)) === undefined ? undefined : "owner"
    }),
    (found) => found !== undefined,
    namelessWithin
  )

/** One attempt. The scope gives the lock back. */
const takeLock = (directory: DataDirectory): Effect.Effect<boolean, DirectoryRefused, Scope.Scope> =>
  Effect.uninterruptible(
    Effect.gen(function* () {
      const lock = yield* Effect.try({
        try: () => tryLock(directory.lock),
        catch: (error) => DirectoryRefused.because(directory.path, error)
      })
      if (lock === undefined) return false
      yield* Effect.addFinalizer(() => Effect.sync(lock.release))
      return true
    })
  )

/** Does something to the directory itself, whose reasons are refusals. */
const onDisk = (
  directory: DataDirectory,
  work: (directory: DataDirectory) => void
): Effect.Effect<void, DirectoryRefused> =>
  Effect.try({ try: () => work(directory), catch: (error) => DirectoryRefused.because(directory.path, error) })

const polled = <A, E, R>(attempt: Effect.Effect<A, E, R>, until: (found: A) => boolean, within: Duration.Duration) =>
  Effect.repeat(attempt, {
    schedule: Schedule.spaced(pollEvery),
    times: Math.ceil(Duration.toMillis(within) / Duration.toMillis(pollEvery)),
    until
  })

/** How often the lock is tried while somebody is expected to let go. */
const pollEvery = Duration.millis(20)
/** Time that an owner may take beyond its drain: closing the database. */
const margin = Duration.seconds(2)
/** Time that a starting owner may take until it listens: creating a directory without a template is the slowest start. */
const startWithin = Duration.seconds(10)
const namelessWithin = Duration.seconds(1)
