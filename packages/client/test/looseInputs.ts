import { Schema, SchemaAST } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"

/** Something an endpoint takes that no input should: where, and what. */
export type LooseInput = `${string}: takes ${string}`

/**
 * Every place in the input of an endpoint that takes what no database keeps or no program can bound: found by trying,
 * so that it does not matter how a schema is written.
 */
export const looseInputs = (
  endpoint: Pick<HttpApiEndpoint.Top, "identifier" | "params" | "query" | "payload">
): ReadonlyArray<LooseInput> => {
  const payloads = [...endpoint.payload.values()].flatMap(({ schemas }) => schemas)
  const parts = [endpoint.params, endpoint.query, ...payloads]
  return parts.flatMap((part) => (part === undefined ? [] : looseIn(SchemaAST.toType(part.ast), endpoint.identifier)))
}

/** Longer than any input: a request has a megabyte. */
const TOO_LONG = "x".repeat(1_100_000)

const strange = {
  "a NUL": "a\0b",
  "half a character": "a\ud800b",
  "a text without an end": TOO_LONG
}

const notWhole = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "a fraction": 1.5,
  "a number that is not exact": 2 ** 53,
  "a number below all": -(2 ** 53)
}

const notDates = {
  "no date": new Date(Number.NaN),
  "the year 275760": new Date(8.64e15),
  "a year before Christ": new Date("-000044-03-15T00:00:00Z")
}

const notJson = { "a NUL in JSON": { a: ["\0"] }, "half a character in a key": { "\ud800": 1 } }

const looseIn = (ast: SchemaAST.AST, at: string): ReadonlyArray<LooseInput> => {
  const taken = (values: Readonly<Record<string, unknown>>): ReadonlyArray<LooseInput> =>
    Object.entries(values).flatMap(([what, value]) => (takes(ast, value) ? [`${at}: takes ${what}` as const] : []))
  const unbounded = (check: string): ReadonlyArray<LooseInput> =>
    hasCheck(ast, check) ? [] : [`${at}: takes any number of items`]

  // An item of a batch that its service reads alone: anything passes the contract, so that one item refuses no other.
  if (SchemaAST.isUnion(ast) && ast.types.some(SchemaAST.isAny)) {
    return ast.types.filter((type) => !SchemaAST.isAny(type)).flatMap((type) => looseIn(type, at))
  }
  // JSON, or anything at all.
  if (takes(ast, ["x", 1, null])) return taken(notJson)
  if (SchemaAST.isString(ast)) return taken(strange)
  if (SchemaAST.isNumber(ast)) return taken(notWhole)
  if (SchemaAST.isDeclaration(ast) && takes(ast, new Date("2027-01-01T09:00:00Z"))) return taken(notDates)
  if (SchemaAST.isUnion(ast)) return ast.types.flatMap((type) => looseIn(type, at))
  if (SchemaAST.isArrays(ast)) {
    return [...unbounded("isMaxLength"), ...ast.rest.flatMap((item) => looseIn(item, `${at}[]`))]
  }
  if (SchemaAST.isObjects(ast)) {
    return [
      ...ast.propertySignatures.flatMap(({ name, type }) => looseIn(type, `${at}.${String(name)}`)),
      ...ast.indexSignatures.flatMap(({ parameter, type }) => [
        ...unbounded("isMaxProperties"),
        ...looseIn(parameter, `${at}{key}`),
        ...looseIn(type, `${at}{value}`)
      ])
    ]
  }
  if (SchemaAST.isDeclaration(ast)) return ast.typeParameters.flatMap((type) => looseIn(SchemaAST.toType(type), at))
  return []
}

const takes = (ast: SchemaAST.AST, value: unknown): boolean => Schema.is(Schema.make<Schema.Top>(ast))(value)

const hasCheck = ({ checks }: SchemaAST.AST, name: string): boolean =>
  (checks ?? []).some((check) => JSON.stringify(check.annotations ?? {}).includes(name))
