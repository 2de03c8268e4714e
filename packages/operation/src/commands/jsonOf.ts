import { Effect, Schema } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { printableJson } from "./printable.ts"

/** What the HTTP server would send: the body of an answer, the data of one event of a stream. */
export const jsonOf = (endpoint: HttpApiEndpoint.Top): ((result: unknown) => Effect.Effect<string>) => {
  const [success = HttpApiSchema.NoContent] = endpoint.success
  if (isTagged(success, "StreamSse")) {
    const { events, sseMode } = success as unknown as EventStream
    const encode = Schema.encodeUnknownEffect(events)
    const eventOf = (item: unknown) => (sseMode === "data" ? { event: "message", data: item } : item)
    return (item) => Effect.orDie(Effect.map(encode(eventOf(item)), ({ data }) => printableJson(data)))
  }
  const body = isTagged(success, "StreamNdjson")
    ? Schema.toCodecJson((success as unknown as HttpApiSchema.StreamNdjson<Schema.Top>).schema)
    : success
  const encode = Schema.encodeUnknownEffect(body as unknown as Schema.Codec<unknown>)
  return (result) =>
    Effect.orDie(Effect.map(encode(result), (json) => (json === undefined ? "" : printableJson(JSON.stringify(json)))))
}

interface EventStream {
  readonly sseMode: HttpApiSchema.StreamSseMode
  readonly events: Schema.Codec<unknown, { readonly data: string }>
}

const isTagged = (schema: Schema.Top, tag: string) => "_tag" in schema && schema._tag === tag
