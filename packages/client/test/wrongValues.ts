import { invalidInputOf, strictly } from "@genie/operation"
import { Result, Schema, SchemaAST } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"

/** A door through which a value comes, and what is said there of one that is wrong: `promise runs.enqueue.queue: is empty.` */
export type Said = `${string}: ${string}`

/**
 * What is said of values of every kind in every field of an endpoint, at each door: as a program passes them, as JSON of a
 * request spells them, and as the text of an address does.
 */
export const saidOfWrongValues = (
  endpoint: Pick<HttpApiEndpoint.Top, "identifier" | "params" | "query" | "payload">
): ReadonlyArray<Said> => {
  const payloads = [...endpoint.payload.values()].flatMap(({ schemas }) => schemas)
  const inBody = payloads.flatMap((schema) => fieldsIn(SchemaAST.toType(schema.ast), endpoint.identifier))
  const inAddress = [endpoint.params, endpoint.query].flatMap((schema) =>
    schema === undefined ? [] : fieldsIn(SchemaAST.toType(schema.ast), endpoint.identifier)
  )
  return [
    ...[...inBody, ...inAddress].flatMap((field) => saidOf(field, "promise", field.schema, values)),
    ...inBody.flatMap((field) => saidOf(field, "JSON", Schema.toCodecJson(field.schema), jsonValues)),
    ...inAddress.flatMap((field) => saidOf(field, "address", Schema.toCodecStringTree(field.schema), texts))
  ]
}

interface FieldAt {
  readonly at: string
  readonly schema: Schema.Top
}

const texts = [
  "",
  " ",
  "a\nb",
  "a\0b",
  "a\ud800b",
  "x".repeat(1_100_000),
  "abc",
  "-1",
  "1.5",
  "NaN",
  "1e300",
  "2026-02-30",
  "$(id)"
]

const jsonValues = [...texts, null, true, false, 0, -1, 1.5, 2 ** 53, 1e300, [], [null], ["a", 1], {}, { a: 1 }]

const values = [
  ...jsonValues,
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1n,
  Symbol("a"),
  () => "a",
  new Date(Number.NaN),
  new Date(8.64e15),
  new Map([["a", 1]]),
  [undefined],
  { a: undefined, "not a name": "b" },
  { "\0": "a" },
  Array.from({ length: 20_000 }, (_, index) => `a${index}`),
  Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`a${index}`, "a"]))
]

const saidOf = (
  { at }: FieldAt,
  door: string,
  schema: Schema.Top,
  given: ReadonlyArray<unknown>
): ReadonlyArray<Said> => {
  const decode = Schema.decodeUnknownResult(
    Schema.Struct({ field: schema }) as unknown as Schema.Codec<object>,
    strictly
  )
  return [...given.map((value) => ({ field: value })), {}, { field: "a", other: 1 }].flatMap((input) => {
    const read = decode(input)
    if (Result.isSuccess(read)) return []
    return [`${door} ${at}${invalidInputOf(read.failure).message.replace(/^field/, "")}` as Said]
  })
}

/** The struct and every field in it, however deep. */
const fieldsIn = (ast: SchemaAST.AST, at: string): ReadonlyArray<FieldAt> => {
  const here = { at, schema: Schema.make<Schema.Top>(ast) }
  if (SchemaAST.isUnion(ast)) return [here, ...ast.types.filter(isContainer).flatMap((type) => fieldsIn(type, at))]
  if (SchemaAST.isArrays(ast)) return [here, ...ast.rest.flatMap((item) => fieldsIn(item, `${at}[]`))]
  if (SchemaAST.isObjects(ast)) {
    return [
      here,
      ...ast.propertySignatures.flatMap(({ name, type }) => fieldsIn(type, `${at}.${String(name)}`)),
      ...ast.indexSignatures.flatMap(({ type }) => fieldsIn(type, `${at}{}`))
    ]
  }
  return [here]
}

const isContainer = (ast: SchemaAST.AST) => SchemaAST.isArrays(ast) || SchemaAST.isObjects(ast)
