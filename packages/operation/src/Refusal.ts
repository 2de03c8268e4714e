// An expected refusal is one class everywhere: the service's failure, the HTTP body (an RFC 9457 problem) and what the
// remote client and the promises throw. Its sentence, its status and its data are written once, here.
import { type Cause, ErrorReporter, Schema, SchemaAST, SchemaTransformation } from "effect"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { type NodeInspect, nodeInspect, printedAsError } from "./printedAsError.ts"

/** What every refusal has, whatever its data. */
export interface AnyRefusal extends Cause.YieldableError {
  readonly _tag: string
  /** The HTTP status, from which the exit code follows too. */
  readonly status: number
  /** The kind of problem in a few words, the same for every occurrence. */
  readonly title: string
}

/** A refusal's own data. The four names belong to the problem it becomes. */
export type RefusalFields = Schema.Struct.Fields & {
  readonly type?: never
  readonly title?: never
  readonly status?: never
  readonly detail?: never
  readonly message?: never
}

/** The class `Refusal` returns: an error that can be yielded, and a schema that can be an endpoint's `error`. */
export interface RefusalClass<Self, Tag extends string, Fields extends Schema.Struct.Fields>
  extends Schema.Class<Self, Schema.TaggedStruct<Tag, Fields>, AnyRefusal> {}

type MissingSelf = "Missing `Self`: write `class Self extends Refusal<Self>()(…)`"

/**
 * Declares an expected refusal.
 *
 * Override `message` with a sentence a person can act on; without it the title is the sentence.
 *
 * @example
 * ```ts
 * class NoteNotFound extends Refusal<NoteNotFound>()("NoteNotFound", { status: 404, title: "No such note" }, {
 *   id: Schema.String
 * }) {
 *   override get message() {
 *     return `There is no note "${this.id}".`
 *   }
 * }
 * ```
 */
export const Refusal =
  <Self = never>() =>
  <const Tag extends string, const Fields extends RefusalFields = {}>(
    tag: Tag,
    declaration: { readonly status: number; readonly title: string },
    fields: Fields = {} as Fields
  ): [Self] extends [never] ? MissingSelf : RefusalClass<Self, Tag, Fields> => {
    const { status, title } = declaration
    const Plain = Schema.TaggedError<AnyRefusal>()(tag, fields)
    const Refused = class extends (Plain as unknown as new (data: object) => object) {}

    // Read through the subclass the contract writes, because what comes back is made an instance of that.
    Object.defineProperty(Refused, "ast", {
      get(this: RefusedConstructor) {
        const ast = problems.get(this) ?? problemOf(this, Reflect.get(Plain, "ast", this), fields, status).ast
        problems.set(this, ast)
        return ast
      }
    })
    // On the prototype, so that the data of an instance is only what the refusal declared.
    const constant = (value: unknown) => ({ value, enumerable: false, configurable: true })
    Object.defineProperties(Refused.prototype, {
      status: constant(status),
      title: constant(title),
      message: { get: () => title, configurable: true },
      [refusalMark]: constant(true),
      [nodeInspect]: constant(function (this: object, _depth: number, options: object, inspect: NodeInspect) {
        return printedAsError(this, options, inspect)
      }),
      [ErrorReporter.ignore]: constant(true)
    })
    return Refused as never
  }

/** True for instances of every class made by `Refusal`, also of one loaded twice. */
export const isRefusal = (error: unknown): error is AnyRefusal =>
  typeof error === "object" && error !== null && refusalMark in error

/** The address of a kind of problem, as RFC 9457 wants it: `https://genie.dev/problems/note-not-found`. */
export const problemType = (tag: string): string =>
  `https://genie.dev/problems/${tag.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase()}`

const refusalMark = Symbol.for("@genie/operation/Refusal")

const problems = new WeakMap<object, SchemaAST.AST>()

type RefusedConstructor = new (data: object) => object

/** The class as a schema whose encoded side is the problem. Members of a problem that we do not know are ignored. */
const problemOf = (
  self: RefusedConstructor,
  plain: SchemaAST.AST,
  fields: Schema.Struct.Fields,
  status: number
): Schema.Top => {
  const names = Object.keys(fields)
  const data = (from: object) =>
    Object.fromEntries(names.filter((name) => name in from).map((name) => [name, Reflect.get(from, name)]))
  const tag = String(Reflect.get(self, "identifier"))

  const problem = Schema.Struct({
    type: Schema.Literal(problemType(tag)),
    title: Schema.String,
    status: Schema.Literal(status),
    detail: Schema.String.annotate({ description: "A sentence for the person who asked" }),
    _tag: Schema.Literal(tag),
    ...fields
  }).annotate({ identifier: tag })
  return problem.pipe(
    Schema.decodeTo(
      Schema.make<Schema.Codec<object>>(SchemaAST.toType(plain)),
      SchemaTransformation.transform<object, object>({
        decode: (body) => new self(data(body)),
        encode: (error) => ({
          ...data(error),
          type: problemType(tag),
          title: Reflect.get(error, "title"),
          status,
          detail: Reflect.get(error, "message"),
          _tag: tag
        })
      }) as never
    ),
    HttpApiSchema.asJson({ contentType: "application/problem+json" }),
    HttpApiSchema.status(status)
  ) as unknown as Schema.Top
}
