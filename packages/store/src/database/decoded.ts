import { Effect, Schema } from "effect"

/** Reads rows as this Schema has them. Any other answer of the database is a defect. */
export const decoded = <A, I>(schema: Schema.Codec<A, I>): ((rows: unknown) => Effect.Effect<ReadonlyArray<A>>) => {
  const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(schema)))
  return (rows) => Effect.orDie(decode(rows))
}
