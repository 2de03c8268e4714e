import { randomUUID } from "node:crypto"
import { type Receipt, Receipts, RequestId } from "@genie/audit/effect"
import { Effect } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

/** Where each change of this request stands in its log: `log:seq:seal`, one after another. */
export const receiptHeader = "genie-receipt"

/** How many receipts one answer carries: a header has a size. The newest are in, and each seals those before it. */
export const RECEIPTS_MAX = 16

/** Names the request in every entry it leaves in the log: as the client called it, or by a name of ours. */
export const requestIdHeader = "x-request-id"

/** Gives every request a name for the log, and hands its receipts out with the answer. */
export const handOutReceipts = <E, R>(
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R | HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function* () {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    const asked = headers[requestIdHeader]
    const id = asked !== undefined && /^[\w.:-]{1,100}$/.test(asked) ? asked : randomUUID()
    const receipts: Array<Receipt> = []
    const response = yield* app.pipe(Effect.provideService(Receipts, receipts), Effect.provideService(RequestId, id))
    const named = HttpServerResponse.setHeader(response, requestIdHeader, id)
    return receipts.length === 0
      ? named
      : HttpServerResponse.setHeader(named, receiptHeader, receipts.slice(-RECEIPTS_MAX).map(spell).join(","))
  })

const spell = ({ log, rowHmac, seq }: Receipt): string => `${log}:${seq}:${rowHmac}`
