// What is wrong with a value, in words. A schema's own messages speak of patterns, code points and unions, to people who
// write schemas. These are for people who fill in a field.
import { Result, Schema, SchemaAST, SchemaIssue } from "effect"
import { listed } from "./listed.ts"

/** The first thing that is wrong, and where. */
export interface Fault {
  readonly path: ReadonlyArray<PropertyKey>
  /** The rest of a sentence about the field: `is empty`, `must be text, and is 3`. */
  readonly words: string
}

/** The first fault that an issue tells of. */
export const faultIn = (issue: SchemaIssue.Issue): Fault => find(issue, [])

/** What has been found on the way: the words of a check around the issue, or the type that an encoded value stands for. */
interface Around {
  readonly words?: string | undefined
  readonly stoodFor?: SchemaAST.AST | undefined
}

const find = (issue: SchemaIssue.Issue, path: ReadonlyArray<PropertyKey>, around: Around = {}): Fault => {
  switch (issue._tag) {
    case "Pointer":
      return find(issue.issue, [...path, ...issue.path], { words: around.words })
    case "Encoding":
      return find(issue.issue, path, { stoodFor: issue.ast, ...around })
    case "Filter": {
      const own = SchemaIssue.defaultCheckHook(issue)
      if (own !== undefined || issue.issue._tag !== "InvalidValue" || around.stoodFor !== undefined) {
        return find(issue.issue, path, { ...around, words: around.words ?? own })
      }
      return find(issue.issue, path, { words: around.words ?? checkInWords(issue) })
    }
    case "Composite":
      return find(issue.issues[0], path, around)
    case "AnyOf":
      if (issue.issues.length > 0) return find(issue.issues[0]!, path, around)
      return { path, words: around.words ?? mustBe(around.stoodFor ?? issue.ast, issue) }
    case "InvalidType":
      return { path, words: around.words ?? mustBe(around.stoodFor ?? issue.ast, issue) }
    case "InvalidValue":
      return {
        path,
        words: around.words ?? ownWords(issue) ?? (around.stoodFor ? mustBe(around.stoodFor, issue) : NOT_VALID)
      }
    case "MissingKey":
      return { path, words: "This field is required" }
    case "UnexpectedKey":
      return { path, words: keyInWords(issue.ast, path.at(-1)) ?? "There is no such field here" }
    case "Forbidden":
    case "OneOf":
      return { path, words: around.words ?? NOT_VALID }
  }
}

/** Said where a schema has a check that nobody has put into words. A test of the contracts finds those. */
const NOT_VALID = "is not valid"

const ownWords = ({ annotations }: SchemaIssue.InvalidValue): string | undefined =>
  typeof annotations?.message === "string" ? annotations.message : undefined

/** The checks that come with Effect and that contracts use. Any other check has a message of its own. */
const checkInWords = (issue: SchemaIssue.Filter): string => {
  const { id, payload } = Object(issue.filter.annotations?.representation) as Representation
  const limit = (name: string) => Number(payload?.[name])
  const unit = typeof issue.input === "string" ? "character" : "item"
  switch (id?.replace("effect/schema/", "")) {
    case "isMinLength":
      return limit("minLength") === 1 ? "is empty" : `has fewer than ${counted(limit("minLength"), unit)}`
    case "isMaxLength":
      return `has more than ${counted(limit("maxLength"), unit)}`
    case "isMaxCodePoints":
      return `has more than ${counted(limit("maxCodePoints"), "character")}`
    case "isBetween":
      return limit("maximum") === Number.MAX_SAFE_INTEGER
        ? `must be at least ${limit("minimum")}${andIs(issue)}`
        : `must be between ${limit("minimum")} and ${limit("maximum")}${andIs(issue)}`
    case "isInt":
      return `must be a whole number${andIs(issue)}`
    case "isFinite":
      return `must be a number${andIs(issue)}`
    default:
      return NOT_VALID
  }
}

/** What is wrong with a key, where any key of some form is taken. */
const keyInWords = (ast: SchemaAST.AST, key: PropertyKey | undefined): string | undefined => {
  const [index] = SchemaAST.isObjects(ast) ? ast.indexSignatures : []
  if (index === undefined) return undefined
  const read = Schema.decodeUnknownResult(Schema.make<Schema.Codec<unknown>>(index.parameter))(key)
  return Result.isFailure(read) ? faultIn(read.failure.issue).words : undefined
}

interface Representation {
  readonly id?: string
  readonly payload?: Readonly<Record<string, unknown>> | null
}

const counted = (count: number, unit: string): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? unit : `${unit}s`}`

const mustBe = (ast: SchemaAST.AST, issue: SchemaIssue.Issue): string =>
  isJson(ast)
    ? "must be JSON: text, numbers, true, false, null, and lists and objects of these"
    : `must be ${wanted(ast)}${andIs(issue)}`

/** What a value of this type is called. */
const wanted = (ast: SchemaAST.AST): string => {
  if (SchemaAST.isSuspend(ast)) return wanted(ast.thunk())
  if (SchemaAST.isString(ast) || SchemaAST.isTemplateLiteral(ast)) return "text"
  if (SchemaAST.isNumber(ast)) return isWhole(ast) ? "a whole number" : "a number"
  if (SchemaAST.isBoolean(ast)) return "true or false"
  if (SchemaAST.isLiteral(ast)) return shown(ast.literal)
  if (SchemaAST.isNull(ast)) return "null"
  if (SchemaAST.isArrays(ast)) return "a list"
  if (SchemaAST.isUnion(ast)) {
    return listed([...new Set(membersOf(ast).map(wanted))], "or")
  }
  if (SchemaAST.isObjects(ast)) return "an object"
  if (takes(ast, new Date(0))) return "a time such as 2027-01-01T09:00:00Z"
  return isJson(ast) ? "JSON" : "an object"
}

/** The types of a union, and of the unions in it. Undefined is how a field is left out, and no value. */
const membersOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> => {
  if (SchemaAST.isUnion(ast)) return ast.types.flatMap(membersOf)
  return SchemaAST.isUndefined(ast) ? [] : [ast]
}

const isWhole = (ast: SchemaAST.AST) => takes(ast, 1) && !takes(ast, 1.5)

/** Of a union the members are named: one of them may be JSON. */
const isJson = (ast: SchemaAST.AST) => !SchemaAST.isUnion(ast) && takes(ast, ["text", 1, null]) && takes(ast, "text")

const takes = (ast: SchemaAST.AST, value: unknown): boolean => Schema.is(Schema.make<Schema.Top>(ast))(value)

/** What it is instead. A text that could not be read as a time has become a date that is none: there is nothing to show. */
const andIs = (issue: SchemaIssue.Issue): string =>
  "input" in issue && !isNoDate(issue.input) ? `, and is ${shown(issue.input)}` : ""

const isNoDate = (value: unknown): boolean => value instanceof Date && Number.isNaN(value.getTime())

/** A value in words. What can be long is cut or named by its kind. */
const shown = (value: unknown): string => {
  if (typeof value === "string") return JSON.stringify(value.length <= TEXT_SHOWN_MAX ? value : `${startOf(value)}…`)
  if (value === undefined) return "not there"
  if (value === null || ["number", "boolean", "bigint"].includes(typeof value)) return String(value)
  if (Array.isArray(value)) return "a list"
  if (value instanceof Date) return value.toISOString()
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

/** Enough to recognize a text by. */
const TEXT_SHOWN_MAX = 60

const startOf = (text: string): string => text.slice(0, TEXT_SHOWN_MAX).replace(/[\ud800-\udbff]$/, "")
