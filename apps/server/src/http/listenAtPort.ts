import { randomBytes } from "node:crypto"
import { proofOf } from "@genie/client/api"
import { Effect, Redacted, type Scope } from "effect"
import type { CannotListen } from "./CannotListen.ts"
import { keepPort, keptPort, lastingPort } from "./keptPort.ts"
import type { LoopbackAddress } from "./LoopbackAddress.ts"
import { type App, listenOnLoopback } from "./listen.ts"
import { pageHost } from "./pageHost.ts"

/** Which port, and where it is remembered. */
export interface PortOptions {
  /** 0 takes a free one for this time only. Absent: the one that stays with the directory. */
  readonly port?: number | undefined
  /** The file that remembers the port. Absent: nothing is remembered. */
  readonly portFile?: string | undefined
}

/**
 * Listens on loopback, at the port that was named or at the one that stays with the data directory, so that open tabs and
 * bookmarks survive a restart.
 *
 * Where somebody else has that port, another one is taken and remembered in its place: whoever has the old one can show
 * pages under the name of ours, and what they leave in a browser is never met again.
 */
export const listenAtPort = (
  app: App,
  token: Redacted.Redacted,
  { port, portFile }: PortOptions
): Effect.Effect<LoopbackAddress, CannotListen, Scope.Scope> =>
  Effect.gen(function* () {
    const host = pageHost(token)
    const listen = (at: number) =>
      Effect.map(listenOnLoopback(app, at, host), (bound) => ({
        bound,
        url: `http://127.0.0.1:${bound}`,
        page: `http://${host}:${bound}`
      }))
    const remember = (bound: number) => Effect.sync(() => portFile !== undefined && keepPort(portFile, bound))

    if (port !== undefined || portFile === undefined) {
      const { bound, ...address } = yield* listen(port ?? 0)
      if (port !== undefined && port !== 0) yield* remember(bound)
      return address
    }

    const before = keptPort(portFile)
    const kept = before === undefined ? undefined : yield* ifFree(listen(before))
    if (kept !== undefined) return { url: kept.url, page: kept.page }

    const { bound, ...address } = yield* listenSomewhere(listen)
    // Two that share a directory beside a PostgreSQL share its port as well: the first one there keeps it.
    if (before !== undefined && (yield* isOurs(before, token))) return address
    yield* remember(bound)
    return { ...address, ...(before !== undefined && { portBefore: before }) }
  })

const ifFree = <A, R>(listening: Effect.Effect<A, CannotListen, R>): Effect.Effect<A | undefined, never, R> =>
  Effect.catch(listening, () => Effect.succeed(undefined))

const listenSomewhere = <A, R>(listen: (port: number) => Effect.Effect<A, CannotListen, R>) =>
  Effect.gen(function* () {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const listening = yield* ifFree(listen(lastingPort()))
      if (listening !== undefined) return listening
    }
    return yield* listen(0)
  })

/** On a machine with a few hundred listeners, one attempt in forty fails. */
const ATTEMPTS_MAX = 8

/** Whether a Genie of the same directory listens there. */
const isOurs = (port: number, token: Redacted.Redacted): Effect.Effect<boolean> =>
  Effect.promise(async () => {
    const nonce = randomBytes(32).toString("hex")
    try {
      const signal = AbortSignal.timeout(PROOF_WITHIN_MS)
      const response = await fetch(`http://127.0.0.1:${port}/proof?nonce=${nonce}`, { signal, redirect: "error" })
      const { proof } = (await response.json()) as { readonly proof?: unknown }
      return proof === proofOf(Redacted.value(token), port, nonce)
    } catch {
      return false
    }
  })

/** A Genie proves itself in milliseconds. A stranger that never answers must not delay a start for longer. */
const PROOF_WITHIN_MS = 1_000
