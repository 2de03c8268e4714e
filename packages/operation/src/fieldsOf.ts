// Where each field of a flat input travels, and what it looks like, read off the endpoint.
import { Schema, SchemaAST } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { isArgument } from "./asArgument.ts"

/** The part of an HTTP request a field travels in. */
export type RequestPart = "params" | "query" | "payload"

/** One field of an operation's input. */
export interface Field {
  readonly name: string
  readonly part: RequestPart
  /** The decoded side: in process, a number is a number. */
  readonly schema: Schema.Top
  readonly isOptional: boolean
  /** Written without a flag on a command line. */
  readonly isPositional: boolean
  readonly description: string
}

/** Every field an operation takes, whichever part of the request it travels in. */
export const fieldsOf = (endpoint: HttpApiEndpoint.Top): ReadonlyArray<Field> =>
  requestParts.flatMap((part) =>
    (structOf(endpoint, part)?.propertySignatures ?? []).map(({ name, type }) => {
      const schema = Schema.make<Schema.Top>(type)
      return {
        name: String(name),
        part,
        schema,
        isOptional: type.context?.isOptional ?? false,
        isPositional: part === "params" || isArgument(schema),
        description: SchemaAST.resolveDescription(type) ?? ""
      }
    })
  )

/** The parts of the request, each as the decoded struct with its checks. */
export const structsOf = (endpoint: HttpApiEndpoint.Top): ReadonlyArray<readonly [RequestPart, SchemaAST.Objects]> =>
  requestParts.flatMap((part) => {
    const struct = structOf(endpoint, part)
    return struct ? [[part, struct] as const] : []
  })

/** Whether the operation keeps answering. */
export const isStreaming = (endpoint: HttpApiEndpoint.Top): boolean =>
  [...endpoint.success].some((success) => "_tag" in success && String(success._tag).startsWith("Stream"))

/**
 * Where an answer of the operation has such a field: at its root, or in the one thing in it that has one. Nothing where
 * there is none, or more than one to choose from.
 */
export const placeInAnswer = (endpoint: HttpApiEndpoint.Top, field: string): ReadonlyArray<string> | undefined => {
  for (const { ast } of endpoint.success) {
    const answer = structIn(ast)
    if (answer === undefined) continue
    if (has(answer, field)) return [field]
    const parts = answer.propertySignatures.filter(({ type }) => has(structIn(type), field))
    if (parts.length === 1) return [String(parts[0]!.name), field]
  }
  return undefined
}

/**
 * The names of the fields of an answer, of the items where it is a page or a list of them. Nothing where they cannot be
 * told.
 */
export const namesInAnswer = (endpoint: HttpApiEndpoint.Top): ReadonlyArray<string> | undefined => {
  for (const { ast } of endpoint.success) {
    const answer = structIn(ast)
    const items = answer?.propertySignatures.find(({ name }) => name === "items")?.type ?? SchemaAST.toType(ast)
    const item = SchemaAST.isArrays(items) && items.rest.length === 1 ? structIn(items.rest[0]) : answer
    if (item !== undefined) return item.propertySignatures.map(({ name }) => String(name))
  }
  return undefined
}

const has = (struct: SchemaAST.Objects | undefined, field: string): boolean =>
  struct?.propertySignatures.some(({ name }) => name === field) === true

const requestParts = ["params", "query", "payload"] as const

const structOf = (endpoint: HttpApiEndpoint.Top, part: RequestPart): SchemaAST.Objects | undefined =>
  structIn(partOf(endpoint, part)?.ast)

const structIn = (ast: SchemaAST.AST | undefined): SchemaAST.Objects | undefined => {
  if (!ast) return undefined
  const type = SchemaAST.toType(ast)
  if (SchemaAST.isObjects(type)) return type
  // A class is a declaration whose only parameter is its struct.
  const [struct] = SchemaAST.isDeclaration(type) ? type.typeParameters : []
  return struct && SchemaAST.isObjects(struct) ? (SchemaAST.toType(struct) as SchemaAST.Objects) : undefined
}

const partOf = (endpoint: HttpApiEndpoint.Top, part: RequestPart): Schema.Top | undefined =>
  part === "payload" ? [...endpoint.payload.values()][0]?.schemas[0] : endpoint[part]
