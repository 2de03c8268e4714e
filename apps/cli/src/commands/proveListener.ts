import { PageNotServed, proofOf } from "@genie/client/api"
import { Effect } from "effect"

/** How long a listener has to prove itself. It reads no database. */
const PROOF_WITHIN_MS = 10_000

/**
 * Refuses a listener that does not prove that it has the token, before the token is sent there: the port may have
 * become another user's.
 */
export const proveListener = (origin: string, token: string): Effect.Effect<void, PageNotServed> =>
  Effect.gen(function* () {
    const { randomBytes } = process.getBuiltinModule("node:crypto")
    const nonce = randomBytes(32).toString("hex")
    const answer = yield* Effect.tryPromise({
      try: async () => {
        const signal = AbortSignal.timeout(PROOF_WITHIN_MS)
        const response = await fetch(`${origin}/proof?nonce=${nonce}`, { signal, redirect: "error" })
        return (await response.json()) as { readonly proof?: unknown } | null
      },
      catch: () => new PageNotServed({ reason: `${origin} does not answer as Genie does. Is that the address?` })
    })
    const port = Number(new URL(origin).port || 80)
    if (answer?.proof === proofOf(token, port, nonce)) return
    return yield* new PageNotServed({
      reason: `${origin} is not the genie up of this directory: it does not have its token, which was not sent. Open the address that your genie up printed.`
    })
  })
