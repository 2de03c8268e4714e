import { Schema } from "effect"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { sharedRefusals } from "./refusals.ts"

/**
 * The `success` of an operation that keeps answering: a stream of items, sent as server-sent events.
 * The stream itself can end with any refusal that all operations share.
 */
export const streamOf = <S extends Schema.Top>(
  item: S
): HttpApiSchema.StreamSse<
  HttpApiSchema.SseEventFromData<Schema.toCodecJson<S>>,
  Schema.Union<typeof sharedRefusals>,
  S["Type"]
> => HttpApiSchema.StreamSse({ data: Schema.toCodecJson(item), error: Schema.Union(sharedRefusals) })
