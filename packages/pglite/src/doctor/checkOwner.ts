// The owner of the directory. The lock decides; `owner.json` only says who it should be.
import { request } from "node:http"
import { setTimeout } from "node:timers/promises"
import type { DatabaseDirectory } from "../directory/DatabaseDirectory.ts"
import { type OwnerInfo, readOwnerFile } from "../directory/ownerFile.ts"
import { isPaused, isSurelyAlive, mayBeAlive } from "../directory/thisProcess.ts"
import { type Finding, ok, problem, run, unknown, warning } from "./Finding.ts"
import { type LockHolder, lockHolder } from "./lockHolder.ts"

/** Findings about the owner, and whether anybody may be writing. */
export interface OwnerCheck {
  readonly findings: ReadonlyArray<Finding>
  readonly owner: OwnerInfo | undefined
  /** The directory was free when it was looked at. */
  readonly isFree: boolean
}

export async function checkOwner(directory: DatabaseDirectory): Promise<OwnerCheck> {
  const { holder, owner } = await look(directory)
  const isFree = holder.state === "free" && (owner === undefined || !mayBeAlive(owner))
  return {
    findings: [ownerFinding(directory, holder, owner), ...(await checkSocket(holder, owner))],
    owner: isFree ? undefined : owner,
    isFree
  }
}

/** An owner that comes or goes has the lock and no name for a moment. */
async function look(directory: DatabaseDirectory) {
  for (let attempt = 0; ; attempt++) {
    const holder = lockHolder(directory.lock)
    const owner = readOwnerFile(directory)
    const isSettled = (holder.state === "held") === (owner !== undefined && mayBeAlive(owner))
    if (isSettled || attempt === LOOKS_MORE) return { holder, owner }
    await setTimeout(LOOK_EVERY_MS)
  }
}

const LOOKS_MORE = 20
const LOOK_EVERY_MS = 50

function ownerFinding({ lock }: DatabaseDirectory, holder: LockHolder, owner: OwnerInfo | undefined): Finding {
  const isBelieved = owner !== undefined && mayBeAlive(owner)
  switch (holder.state) {
    case "unknown":
      return unknown(
        "owner",
        `Whether anybody has the lock cannot be found out: ${holder.reason}.`,
        run(
          "Make sure that nothing has it open, and remove its lock: the next owner makes it again.",
          `rm -r "${lock}"`
        )
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
  `Process ${pid} (${[command, ...(version === undefined ? [] : [`version ${version}`]), `since ${since}`].join(", ")})`

/** Whether the owner answers those who come to it. */
async function checkSocket(holder: LockHolder, owner: OwnerInfo | undefined): Promise<ReadonlyArray<Finding>> {
  if (holder.state !== "held" || owner === undefined || !mayBeAlive(owner) || isPaused(owner)) return []
  const { pid, socket } = owner
  if (socket === undefined) return [ok("socket", "Its owner serves nobody else.")]
  if (await answers(socket)) return [ok("socket", `Its owner answers at ${socket}.`)]
  return [
    warning(
      "socket",
      `Its owner did not answer at ${socket} within ${ANSWER_WITHIN_MS / 1_000} s.`,
      "It may be busy with a long statement: ask again.",
      run("If it never answers, end it.", `kill ${pid}`)
    )
  ]
}

/** Any answer is a sign of life. */
const answers = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
    const asked = request({ socketPath, path: "/health", agent: false, headers: { host: "localhost" }, signal })
    asked.on("response", (response) => {
      response.destroy()
      resolve(true)
    })
    asked.on("error", () => resolve(false))
    asked.end()
  })

const ANSWER_WITHIN_MS = 2_000
