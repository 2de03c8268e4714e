import { Schema, SchemaAST } from "effect"
import type { SqlType } from "../../src/database/SqlType.ts"
import type { Declaration } from "../../src/database/statement.ts"
import type { Described, DescribedColumn } from "./describe.ts"

/** In what a declaration and the description of one of its variants do not agree: a sentence each. */
export const disagreements = (
  declaration: Declaration,
  variant: Readonly<Record<string, unknown>>,
  values: ReadonlyArray<unknown>,
  described: Described
): ReadonlyArray<string> => [
  ...parameterDisagreements(declaration, variant, values, described),
  ...(declaration.row === undefined ? [] : columnDisagreements(declaration, described.columns))
]

function* parameterDisagreements(
  { parameters }: Declaration,
  variant: Readonly<Record<string, unknown>>,
  values: ReadonlyArray<unknown>,
  described: Described
) {
  for (const [at, value] of values.entries()) {
    const type = described.parameters[at]!
    const named = Object.entries(variant).filter(([, sample]) => isEqual(sample, value))
    const right =
      named.length === 0
        ? kindsOf(value).some((kind) => kindsOfType(type).has(kind))
        : named.some(([name]) => isOf(parameters[name]!, type))
    if (right) continue
    const what =
      named.length === 0
        ? `the value ${JSON.stringify(value)}`
        : `${named.map(([name]) => name)}, which is declared ${named.map(([name]) => parameters[name]!.name)},`
    yield `parameter $${at + 1}, ${what} is ${type}`
  }
}

const isOf = (declared: SqlType<unknown>, type: string): boolean =>
  declared.name === type || declared.elsewhere.includes(type)

/** The kinds of a value of a computed parameter. A text of digits may be a number that is larger than JavaScript's. */
const kindsOf = (value: unknown): ReadonlyArray<string> => {
  if (value === null) return ["null"]
  if (Array.isArray(value)) return ["array"]
  if (typeof value === "bigint") return ["number"]
  if (typeof value === "string" && /^\d+$/.test(value)) return ["string", "number"]
  return [value instanceof Date ? "string" : typeof value]
}

function* columnDisagreements({ decodes, row = {} }: Declaration, columns: ReadonlyArray<DescribedColumn>) {
  const fields = decodes === undefined ? new Map<string, SchemaAST.AST>() : fieldsOf(decodes)
  const answered = new Map(columns.map((column) => [camelCase(column.name), column]))
  if (answered.size < columns.length) yield "two columns have the same name"

  for (const name of new Set([...Object.keys(row), ...fields.keys()])) {
    const column = answered.get(name)
    if (column === undefined) {
      yield `there is no column ${name}`
      continue
    }
    const declared = row[name]
    const field = fields.get(name)
    if (declared !== undefined) {
      if (declared.name !== column.type) yield `column ${name} is ${column.type}, and is declared ${declared.name}`
      if (isUnguarded(declared.isNullable || declared.isPresent, column))
        yield `column ${name} can be null, and is declared to be there`
    }
    if (field !== undefined) {
      const accepted = kindsOfField(field)
      const kinds = kindsOfType(column.type)
      if (!accepted.has("any") && [...kinds].every((kind) => !accepted.has(kind)))
        yield `column ${name} is ${column.type}, and is read as ${[...accepted].join(" or ")}`
      if (declared === undefined && !accepted.has("any") && isUnguarded(accepted.has("null"), column))
        yield `column ${name} can be null, and is read as if it were there`
    }
  }
  for (const name of answered.keys()) if (!(name in row) && !fields.has(name)) yield `column ${name} is not declared`
}

/** A column of a table that can be null. A computed column, or one of an outer join, is unknown. */
const isUnguarded = (isNullable: boolean, column: DescribedColumn): boolean => column.isNullable === true && !isNullable

const fieldsOf = (schema: Schema.Top): Map<string, SchemaAST.AST> => {
  const ast = SchemaAST.toEncoded(Schema.toCodecJson(schema as Schema.Codec<unknown>).ast)
  if (!SchemaAST.isObjects(ast)) throw new Error(`A row is no ${ast._tag}.`)
  return new Map(ast.propertySignatures.map(({ name, type }) => [String(name), type]))
}

/** The kinds of JSON that a field takes: the drivers read a row into the same. */
const kindsOfField = (ast: SchemaAST.AST): ReadonlySet<string> => {
  switch (ast._tag) {
    case "String":
    case "TemplateLiteral":
      return new Set(["string"])
    case "Number":
      return new Set(["number"])
    case "Boolean":
      return new Set(["boolean"])
    case "Null":
      return new Set(["null"])
    case "Undefined":
      return new Set()
    case "Literal":
      return new Set([typeof ast.literal])
    case "Union":
      return new Set(ast.types.flatMap((type) => [...kindsOfField(type)]))
    case "Arrays":
      return new Set(["array"])
    case "Objects":
      return new Set(["object"])
    default:
      return new Set(["any"])
  }
}

/** The kinds that the drivers make of a type: see `parsers.ts`. */
const kindsOfType = (type: string): ReadonlySet<string> => {
  if (type.endsWith("[]")) return new Set(["array", "null"])
  const kind = kinds[type] ?? "string"
  return new Set(kind === "json" ? ["string", "object", "array", "null"] : [kind, "null"])
}

const kinds: Readonly<Record<string, string>> = {
  boolean: "boolean",
  bigint: "number",
  integer: "number",
  smallint: "number",
  "double precision": "number",
  bytea: "object",
  json: "json",
  jsonb: "json"
}

const camelCase = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const isEqual = (one: unknown, other: unknown): boolean => textOf(one) === textOf(other) && typeof one === typeof other

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner))
