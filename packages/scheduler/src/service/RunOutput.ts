// What runs say, on its way to `Workers.report`: in batches, in bounded memory, and never in the way of the work. Where
// the connection is slow or gone, liveness is all that is lost: a note says how much is not shown.
import { CurrentCaller, type SharedRefusal } from "@genie/operation"
import type { RunEventKind, WorkerId } from "@genie/store/model"
import { Clock, Effect, Latch, Schedule, Semaphore } from "effect"
import type { ClaimedRun } from "../contract/ClaimedRun.ts"
import { Workers } from "../contract/Workers.ts"
import { EVENT_TEXT_MAX, EVENTS_MAX, type SaidEvent } from "../contract/WorkersGroup.ts"
import { storableText } from "../storable/storableText.ts"

/** After a report, what follows within this time goes out together. */
export const REPORT_EVERY_MS = 250

/** What of one run may wait to be sent. What comes on top is counted and left out. */
export const UNSENT_BYTES_MAX = 1024 * 1024

/** How large one report may be as JSON: half of what a server reads. */
export const REPORT_BYTES_MAX = 512 * 1024

/** What a run said last gets so long to be sent before its end is reported without it. */
export const LAST_WORDS_MS = 1_000

/** How many runs are reported at once. */
const REPORTS_AT_ONCE = 8

/** Says something for whoever watches the run. Neither waits nor fails, and may be called from anywhere. */
export type Say = (kind: RunEventKind, text: string) => void

/** What one run says. */
export interface RunVoice {
  readonly say: Say
  /** How much it has said; 0 costs nothing. */
  readonly saidBytes: () => number
  /** Sends what is left, unless that takes too long, and nothing more after that. */
  readonly end: Effect.Effect<void>
}

/** The voices of a worker's runs. */
export const makeRunOutput = (worker: () => WorkerId) =>
  Effect.gen(function* () {
    const workers = yield* Workers
    const actor = yield* CurrentCaller
    const somethingSaid = yield* Latch.make(false)
    const voices = new Set<Unsent>()
    const clock = yield* Clock.Clock

    const send = (unsent: Unsent): Effect.Effect<void, SharedRefusal> =>
      Effect.gen(function* () {
        for (let events = unsent.batch(); events.length > 0; events = unsent.batch()) {
          const { full, lost, refused } = yield* workers.report({
            worker: worker(),
            run: unsent.run,
            fence: unsent.fence,
            events
          })
          unsent.sent()
          for (const { reason } of refused)
            yield* Effect.logWarning(`Something that run ${unsent.run} said is not shown: ${reason}`)
          if (full || lost) unsent.close()
        }
      }).pipe(
        Effect.catchIf(
          (error) => error._tag !== "Unavailable" && error._tag !== "UnknownOutcome",
          (error) => giveUp(unsent, error)
        ),
        Effect.catchDefect((defect) => giveUp(unsent, defect)),
        unsent.turn.withPermit,
        Effect.provideService(CurrentCaller, actor)
      )

    return {
      /** A voice for a run that begins. */
      voiceOf: ({ fence, id }: ClaimedRun): RunVoice => {
        const unsent = new Unsent(id, fence)
        return {
          say: (kind, text) => {
            if (!unsent.add(kind, text, clock.currentTimeMillisUnsafe())) return
            voices.add(unsent)
            somethingSaid.openUnsafe()
          },
          saidBytes: () => unsent.saidBytes,
          end: Effect.suspend(() =>
            unsent.saidBytes === 0
              ? Effect.void
              : send(unsent).pipe(
                  Effect.retry(Schedule.spaced(REPORT_EVERY_MS)),
                  Effect.timeoutOption(LAST_WORDS_MS),
                  Effect.ignore
                )
          ).pipe(
            Effect.ensuring(
              Effect.sync(() => {
                unsent.close()
                voices.delete(unsent)
              })
            )
          )
        }
      },

      /** Sends what was said since the last report. To be repeated, also after it failed. */
      report: Effect.gen(function* () {
        yield* somethingSaid.await
        yield* somethingSaid.close
        yield* Effect.forEach([...voices], send, { concurrency: REPORTS_AT_ONCE, discard: true })
        yield* Effect.sleep(REPORT_EVERY_MS)
      }).pipe(Effect.tapError(() => somethingSaid.open))
    }
  })

/** Whatever is wrong with the reports, the work goes on without them. */
const giveUp = (unsent: Unsent, problem: unknown) =>
  Effect.andThen(
    Effect.sync(() => unsent.close()),
    Effect.logWarning(`The output of run ${unsent.run} is not shown as it comes:`, problem)
  )

/** What a run has said and nobody has yet. */
class Unsent {
  readonly run: ClaimedRun["id"]
  readonly fence: number
  /** One report at a time: they are numbered. */
  readonly turn = Semaphore.makeUnsafe(1)
  saidBytes = 0
  private isClosed = false
  private seq = 0
  private waiting: Array<{ readonly kind: RunEventKind; readonly at: Date; text: string }> = []
  private waitingBytes = 0
  /** Numbered, and sent again as it is until that is answered. */
  private underway: ReadonlyArray<SaidEvent> = []
  private dropped: { bytes: number; readonly at: Date } | undefined

  constructor(run: ClaimedRun["id"], fence: number) {
    this.run = run
    this.fence = fence
  }

  /** Whether there is something to send now. */
  add(kind: RunEventKind, said: string, atMs: number): boolean {
    const text = storableText(said)
    const bytes = Buffer.byteLength(text)
    this.saidBytes += bytes
    if (this.isClosed || text === "") return false
    if (this.waitingBytes + bytes + eventBytes > UNSENT_BYTES_MAX) {
      this.dropped ??= { bytes: 0, at: new Date(atMs) }
      this.dropped.bytes += bytes
      return true
    }
    this.noteDropped()
    for (const piece of piecesOf(text)) this.append(kind, piece, new Date(atMs))
    return true
  }

  /** What is to be sent next: the same until `sent`. */
  batch(): ReadonlyArray<SaidEvent> {
    if (this.underway.length > 0) return this.underway
    if (this.waiting.length === 0) this.noteDropped()
    let bytes = 0
    let count = 0
    for (const { text } of this.waiting) {
      bytes += Buffer.byteLength(JSON.stringify(text)) + eventBytes
      if (count === EVENTS_MAX || (count > 0 && bytes > REPORT_BYTES_MAX)) break
      count++
    }
    const taken = this.waiting.splice(0, count)
    for (const { text } of taken) this.waitingBytes -= Buffer.byteLength(text) + eventBytes
    this.underway = taken.map((event) => ({ seq: ++this.seq, ...event }))
    return this.underway
  }

  sent(): void {
    this.underway = []
  }

  close(): void {
    this.isClosed = true
    this.waiting = []
    this.underway = []
    this.dropped = undefined
  }

  /** Pieces of one stream that wait together become one event; a note stays a note. */
  private append(kind: RunEventKind, text: string, at: Date): void {
    const last = this.waiting.at(-1)
    const isOne = last !== undefined && last.kind === kind && kind !== "note"
    if (isOne && last.text.length + text.length <= EVENT_TEXT_MAX) {
      last.text += text
      this.waitingBytes += Buffer.byteLength(text)
    } else {
      this.waiting.push({ kind, at, text })
      this.waitingBytes += Buffer.byteLength(text) + eventBytes
    }
  }

  private noteDropped(): void {
    if (this.dropped === undefined) return
    const { at, bytes } = this.dropped
    this.dropped = undefined
    this.append("note", `${bytes} bytes are not shown: the connection to Genie was too slow, or gone.`, at)
  }
}

/** The room of an event beside its text, in memory and as JSON. */
const eventBytes = 100

/** At most so long each, and no character cut in two. */
const piecesOf = (text: string): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + EVENT_TEXT_MAX)
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--
    pieces.push(text.slice(start, end))
    start = end
  }
  return pieces
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
