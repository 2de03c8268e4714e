// One field of a contract as a flag or an argument. The command line only collects text; the contract checks it.
import { Effect, Option, Schema, SchemaAST } from "effect"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import type * as Param from "effect/cli/Param"
import { isLongText } from "../asLongText.ts"
import type { Field } from "../fieldsOf.ts"
import { invalidInputOf, strictly } from "../invalidInputOf.ts"
import { InvalidInput } from "../refusals.ts"
import { kebabCase } from "./kebabCase.ts"

/** How a field is collected, and how what was collected is read. */
export interface Parameter {
  readonly param: Param.Param<Param.ParamKind, unknown>
  /** As people know it: `--due-at`, `<task>`. */
  readonly label: string
  /** `undefined` when it was not passed. */
  readonly read: (collected: unknown) => Effect.Effect<unknown, InvalidInput>
}

/** A field as a parameter of a command. */
export const parameterOf = (field: Field): Parameter => {
  const shape = shapeOf(field.schema.ast)
  const isRepeated = shape.kind === "list" && !field.isPositional
  // A flag that is repeated names one item: `--tag api --tag security`.
  const name = isRepeated ? kebabCase(field.name).replace(/s$/, "") : kebabCase(field.name)
  const single = field.isPositional ? argument(name, shape) : flag(name, shape)
  const isLong = isLongText(field.schema)
  const description = isLong ? `${field.description} (- reads it from the standard input)` : field.description
  const described = description === "" ? single : withDescription(single, description)
  return {
    // A long text that is not here is in a file.
    param: counted(described, shape, isLong ? { ...field, isOptional: true } : field),
    label: field.isPositional ? `<${name}>` : `--${name}`,
    read: (collected) => {
      const value = Option.isOption(collected) ? Option.getOrUndefined(collected) : collected
      if (value === undefined || (Array.isArray(value) && value.length === 0)) return Effect.succeed(undefined)
      if (shape.isNullable === true && value === none) return Effect.succeed(null)
      return Effect.mapError(
        readers[shape.kind](value, shape, field.schema),
        (reason) => new InvalidInput({ field: field.name, reason })
      )
    }
  }
}

type Scalar = "text" | "number" | "boolean" | "choice" | "date" | "json"

interface Shape {
  readonly kind: Scalar | "list" | "record"
  /** What a choice may be, or what the items of a list look like. */
  readonly choices: ReadonlyArray<SchemaAST.LiteralValue>
  readonly item?: Shape & { readonly schema: Schema.Top }
  /** `none` takes away what was there. */
  readonly isNullable?: boolean
}

/** How null is written. */
const none = "none"

const shapeOf = (ast: SchemaAST.AST): Shape => {
  const shape = (kind: Shape["kind"], rest: Partial<Shape> = {}): Shape => ({ kind, choices: [], ...rest })
  if (SchemaAST.isString(ast) || SchemaAST.isTemplateLiteral(ast)) return shape("text")
  if (SchemaAST.isNumber(ast)) return shape("number")
  if (SchemaAST.isBoolean(ast)) return shape("boolean")
  if (SchemaAST.isLiteral(ast)) return shape("choice", { choices: [ast.literal] })
  if (SchemaAST.isUnion(ast)) {
    const members = ast.types.filter((type) => !SchemaAST.isNull(type) && !SchemaAST.isUndefined(type))
    const isNullable = ast.types.some(SchemaAST.isNull)
    if (members.length === 1) return { ...shapeOf(members[0]!), isNullable }
    if (members.every(SchemaAST.isLiteral)) {
      return shape("choice", { choices: members.map(({ literal }) => literal), isNullable })
    }
  }
  if (SchemaAST.isDeclaration(ast) && Schema.is(Schema.make(ast))(new Date(0))) return shape("date")
  if (SchemaAST.isArrays(ast) && ast.elements.length === 0 && ast.rest.length === 1) {
    const item = shapeOf(ast.rest[0]!)
    if (item.kind !== "list" && item.kind !== "record") {
      return shape("list", { item: { ...item, schema: Schema.make<Schema.Top>(ast.rest[0]!) } })
    }
  }
  if (SchemaAST.isObjects(ast) && ast.propertySignatures.length === 0 && ast.indexSignatures.length === 1) {
    if (shapeOf(ast.indexSignatures[0]!.type).kind === "text") return shape("record")
  }
  return shape("json")
}

const flag = (name: string, shape: Shape): Param.Param<Param.ParamKind, unknown> => {
  switch (shape.kind) {
    case "number":
      return shape.isNullable === true ? Flag.withMetavar(Flag.String(name), "number") : Flag.Finite(name)
    case "boolean":
      return Flag.Boolean(name)
    case "choice":
      return Flag.Literals(name, [...shape.choices.map(String), ...(shape.isNullable === true ? [none] : [])])
    case "date":
      return Flag.withMetavar(Flag.String(name), "date")
    case "record":
      return Flag.withMetavar(Flag.String(name), "key=value")
    case "json":
      return Flag.withMetavar(Flag.String(name), "json")
    case "list":
      return flag(name, shape.item!)
    case "text":
      return Flag.String(name)
  }
}

const argument = (name: string, shape: Shape): Param.Param<Param.ParamKind, unknown> => {
  switch (shape.kind) {
    case "number":
      return Argument.Finite(name)
    case "choice":
      return Argument.Literals(name, shape.choices.map(String))
    case "list":
      return argument(name, shape.item!)
    default:
      return Argument.String(name)
  }
}

const withDescription = (param: Param.Param<Param.ParamKind, unknown>, description: string) =>
  Flag.withDescription(param as Flag.Flag<unknown>, description) as Param.Param<Param.ParamKind, unknown>

/** How often it may be passed. A flag that was not passed is absent, not empty and not false. */
const counted = (param: Param.Param<Param.ParamKind, unknown>, { kind }: Shape, { isOptional }: Field) => {
  const many = kind === "list" || kind === "record"
  if (many) return Flag.between(param as Flag.Flag<unknown>, isOptional ? 0 : 1, Number.MAX_SAFE_INTEGER)
  return isOptional ? Flag.optional(param as Flag.Flag<unknown>) : param
}

type Reader = (collected: unknown, shape: Shape, schema: Schema.Top) => Effect.Effect<unknown, string>

const readers: Record<Shape["kind"], Reader> = {
  text: Effect.succeed,
  number: (value) => {
    const number = Number(value)
    return Number.isFinite(number) && value !== ""
      ? Effect.succeed(number)
      : Effect.fail(`must be a number, and is "${value}".`)
  },
  boolean: Effect.succeed,
  choice: (text, { choices }) => Effect.succeed(choices.find((choice) => String(choice) === text)),
  date: (text) => {
    const date = new Date(String(text))
    return Number.isNaN(date.getTime())
      ? Effect.fail(`must be a date such as 2027-01-01T09:00, and is "${text}".`)
      : Effect.succeed(date)
  },
  json: (text, _, schema) =>
    Effect.gen(function* () {
      const json = yield* Effect.try({
        try: () => JSON.parse(String(text)) as unknown,
        catch: () => 'must be JSON, and is not. Text is JSON in quotes: "yes"'
      })
      return yield* Effect.mapError(
        Schema.decodeUnknownEffect(Schema.toCodecJson(schema) as unknown as Schema.Codec<unknown>, strictly)(json),
        (error) => invalidInputOf(error).message
      )
    }),
  list: (items, { item }) =>
    Effect.forEach(items as ReadonlyArray<unknown>, (value) => readers[item!.kind](value, item!, item!.schema)),
  record: (pairs) =>
    Effect.map(
      Effect.forEach(pairs as ReadonlyArray<string>, (pair) => {
        const separator = pair.indexOf("=")
        return separator > 0
          ? Effect.succeed([pair.slice(0, separator), pair.slice(separator + 1)] as const)
          : Effect.fail(`must be KEY=VALUE, and is "${pair}".`)
      }),
      Object.fromEntries
    )
}
