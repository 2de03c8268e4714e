// Who has the directory. The lock decides; `owner.json` only says who it should be.
import { request } from "node:http"
import { Duration, Effect, Schedule } from "effect"
import type { DataDirectory } from "../owner/DataDirectory.ts"
import type { OwnerInfo } from "../owner/OwnerInfo.ts"
import { readOwnerFile } from "../owner/readOwner.ts"
import { isPaused, isSurelyAlive, mayBeAlive } from "../owner/thisProcess.ts"
import { type Finding, ok, problem, run, unknown, warning } from "./Finding.ts"
import { type LockHolder, lockHolder } from "./lockHolder.ts"

/** What was found out about the owner, and whether anybody may be writing. */
export interface OwnerCheck {
  readonly findings: ReadonlyArray<Finding>
  readonly owner: OwnerInfo | undefined
  /** The directory was free when it was looked at. */
  readonly isFree: boolean
}

export const checkOwner = Effect.fnUntraced(function* (directory: DataDirectory): Effect.fn.Return<OwnerCheck> {
  const { holder, owner } = yield* look(directory)
  const isFree = holder.state === "free" && (owner === undefined || !mayBeAlive(owner))
  return {
    findings: [ownerFinding(directory, holder, owner), ...(yield* checkSocket(holder, owner))],
    owner: isFree ? undefined : owner,
    isFree
  }
})

/** An owner that comes or goes has the lock and no name for a moment. */
const look = (directory: DataDirectory) =>
  Effect.gen(function* () {
    return { holder: lockHolder(directory.lock), owner: yield* readOwnerFile(directory) }
  }).pipe(
    Effect.repeat({
      schedule: Schedule.spaced(Duration.millis(50)),
      times: 20,
      until: ({ holder, owner }) => (holder.state === "held") === (owner !== undefined && mayBeAlive(owner))
    })
  )

function ownerFinding({ lock }: DataDirectory, holder: LockHolder, owner: OwnerInfo | undefined): Finding {
  const isBelieved = owner !== undefined && mayBeAlive(owner)
  switch (holder.state) {
    case "unknown":
      return unknown(
        "owner",
        `Whether anybody has the lock cannot be found out: ${holder.reason}.`,
        run("Make sure that no Genie runs here, and remove its lock: the next owner makes it again.", `rm -r "${lock}"`)
      )
    case "free":
      if (owner === undefined) return ok("owner", "Nobody has it open.")
      if (isSurelyAlive(owner))
        return problem(
          "owner",
          `${nameOf(owner)} has it open, and its lock is gone: somebody removed or opened "${lock}".`,
          run("End it before anything else is started here.", `kill ${owner.pid}`)
        )
      return isBelieved
        ? unknown("owner", `${nameOf(owner)} may have it open: it is in another container, and nobody has the lock.`)
        : warning(
            "owner",
            `Nobody has it open. ${nameOf(owner)} died.`,
            "Nothing: the next owner recovers what it left."
          )
    case "held": {
      if (!isBelieved || (holder.pid !== undefined && isSurelyAlive(owner) && holder.pid !== owner.pid)) {
        const who = holder.pid === undefined ? "A process that cannot be seen from here" : `Process ${holder.pid}`
        return warning(
          "owner",
          `${who} has the lock and has not said who it is.`,
          holder.pid === undefined
            ? "Look in the other containers of this host."
            : run("See what it is.", `ps -fp ${holder.pid}`)
        )
      }
      if (isPaused(owner))
        return warning(
          "owner",
          `${nameOf(owner)} has it open and is stopped. It keeps the directory, and answers nobody.`,
          run("Let it go on.", `kill -CONT ${owner.pid}`)
        )
      return ok("owner", `${nameOf(owner)} has it open.`)
    }
  }
}

const nameOf = ({ command, pid, since, version }: OwnerInfo): string =>
  `Process ${pid} (${command}, version ${version}, since ${since})`

/** Whether the owner answers those who come to it. */
const checkSocket = Effect.fnUntraced(function* (holder: LockHolder, owner: OwnerInfo | undefined) {
  if (holder.state !== "held" || owner === undefined || !mayBeAlive(owner) || isPaused(owner)) return []
  const { pid, socket } = owner
  if (socket === undefined) return [ok("socket", "Its owner serves nobody else.")]
  if (yield* answers(socket)) return [ok("socket", `Its owner answers at ${socket}.`)]
  return [
    warning(
      "socket",
      `Its owner did not answer at ${socket} within ${Duration.toSeconds(ANSWER_WITHIN)} s.`,
      "It may be busy with a long statement: ask again.",
      run("If it never answers, end it.", `kill ${pid}`)
    )
  ]
})

/** Any answer is a sign of life. */
const answers = (socketPath: string): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    const asked = request({ socketPath, path: "/health", agent: false, headers: { host: "localhost" } })
    asked.on("response", (response) => {
      response.resume()
      resume(Effect.succeed(true))
    })
    asked.on("error", () => resume(Effect.succeed(false)))
    asked.end()
    return Effect.sync(() => asked.destroy())
  }).pipe(Effect.timeoutOrElse({ duration: ANSWER_WITHIN, orElse: () => Effect.succeed(false) }))

const ANSWER_WITHIN = Duration.seconds(2)
