// What happens, as it happens: the audit log is the feed. A change is a hint to look again, so nothing here keeps state.
import { genie, request } from "../api/genie.ts"
import type { AuditEvent } from "../api/model.ts"
import { Problem } from "../api/Problem.ts"
import { readEvents } from "../api/readEvents.ts"

export interface Follower {
  readonly onChange: (change: AuditEvent) => void
  /** Something may have been missed: everything is to be looked at again. */
  readonly onGap: () => void
  readonly onStatus: (status: LiveStatus) => void
}

/** `away`: Genie has not answered for some attempts, so somebody has to start it. */
export type LiveStatus = "connecting" | "live" | "reconnecting" | "away"

/** Follows the feed from a place in it, until the signal says stop. A lost connection is tried again, from where it was lost. */
export const followFeed = async (
  from: string | undefined,
  { onChange, onGap, onStatus }: Follower,
  signal: AbortSignal
): Promise<void> => {
  let cursor = from
  let failures = 0
  let unanswered = 0
  while (!signal.aborted) {
    try {
      if (cursor === undefined) {
        cursor = (await genie.audit.position({}, { signal })).cursor
        // What was loaded before this moment may be older than it.
        onGap()
      }
      const { body } = await request("audit.feed", { after: cursor }, { signal })
      unanswered = 0
      onStatus("live")
      for await (const event of readEvents(body!)) {
        failures = 0
        cursor = event.id ?? cursor
        if (event.event === "audit") onChange(JSON.parse(event.data))
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof Problem && error.status === 401) return
      if (error instanceof Problem && error.tag === "CursorGone") cursor = undefined
    }
    if (signal.aborted) return
    onStatus(++unanswered < AWAY_AFTER ? "reconnecting" : "away")
    await pause(Math.min(RECONNECT_MAX_MS, 500 * 2 ** failures++) * (0.5 + Math.random() / 2), signal)
  }
}

/** The connection that was lost and three attempts, in about three seconds: a restart is over by then. */
const AWAY_AFTER = 4

/** Longer and a page looks dead after its server is back; shorter and a thousand pages keep it busy. */
const RECONNECT_MAX_MS = 10_000

/** Ends early when the machine is online again or the page is looked at. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const wake = new AbortController()
    const done = () => {
      wake.abort()
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener("abort", done, { signal: wake.signal })
    window.addEventListener("online", done, { signal: wake.signal })
    document.addEventListener("visibilitychange", () => document.hidden || done(), { signal: wake.signal })
  })
