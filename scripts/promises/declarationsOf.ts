// A group of operations as promises, declared with all that its contract says: types alone keep no comments, and an editor
// shows what stands at the declaration.
import { Context, type Schema, SchemaAST } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import { type Field, fieldsOf, isStreaming } from "../../packages/operation/src/fieldsOf.ts"
import { type ModuleOf, typeText } from "./typeText.ts"

/** How a group is declared. */
export interface Declared {
  /** `RunsApi` */
  readonly name: string
  /** What these operations are about, in a sentence. */
  readonly about: string
  /** The refusals of the contracts, each with its title. */
  readonly titles: ReadonlyMap<string, string>
  readonly moduleOf: ModuleOf
}

/** The file that declares a group, and the names it exports. */
export const declarationsOf = (
  group: HttpApiGroup.Top,
  { about, moduleOf, name, titles }: Declared
): { readonly text: string; readonly names: ReadonlyArray<string> } => {
  const operations = Object.entries(group.endpoints as unknown as Record<string, HttpApiEndpoint.Top>).map(
    ([operation, endpoint]) => operationIn(group.identifier, operation, endpoint)
  )
  const inputs = operations.filter(({ fields }) => fields.length > 0)
  const used = new Map([["CallOptions", "@genie/operation/promised"]])
  const typeOf = (ast: SchemaAST.AST) => typeText(ast, moduleOf, used)
  const methods = operations.map((operation) => method(operation, titles, typeOf))
  const declaredInputs = inputs.flatMap((operation) => ["", inputOf(operation, typeOf)])
  return {
    names: [name, ...inputs.map(({ input }) => input)],
    text: [
      "// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.",
      ...importsOf(used),
      "",
      comment("", [
        about,
        "",
        "Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done."
      ]),
      `export interface ${name} {`,
      methods.join("\n\n"),
      "}",
      ...declaredInputs,
      ""
    ].join("\n")
  }
}

interface Operation {
  /** `runs.enqueue` */
  readonly path: string
  readonly name: string
  /** `RunsEnqueueInput` */
  readonly input: string
  readonly endpoint: HttpApiEndpoint.Top
  readonly fields: ReadonlyArray<Field>
}

const operationIn = (group: string, name: string, endpoint: HttpApiEndpoint.Top): Operation => ({
  path: `${group}.${name}`,
  name,
  input: `${capital(group)}${capital(name)}Input`,
  endpoint,
  fields: fieldsOf(endpoint)
})

const method = (
  { endpoint, fields, input, name }: Operation,
  titles: ReadonlyMap<string, string>,
  typeOf: TypeOf
): string => {
  const lines = [
    `${Context.getOrUndefined(endpoint.annotations, OpenApi.Summary) ?? name}.`,
    ...(isStreaming(endpoint) ? ["", "Answers as it goes: read it with `for await`."] : []),
    ...(fields.length > 0 ? ["", ...fields.map(argument)] : []),
    "",
    ...refusalsOf(endpoint).map((tag) => `@throws ${tag} - ${titles.get(tag)}`),
    "@throws InvalidInput - A field is not what it must be"
  ]
  const isOptional = fields.every((field) => field.isOptional)
  const parameter = fields.length === 0 ? "input?: {}" : `input${isOptional ? "?" : ""}: ${input}`
  return `${comment("  ", lines)}\n  ${name}(${parameter}, options?: CallOptions): ${answerOf(endpoint, typeOf)}`
}

type TypeOf = (ast: SchemaAST.AST) => string

const answerOf = (endpoint: HttpApiEndpoint.Top, typeOf: TypeOf): string => {
  const [success] = endpoint.success as ReadonlySet<Schema.Top | Streamed>
  if (success === undefined) return "Promise<void>"
  if (!("sseMode" in success)) return `Promise<${typeOf(SchemaAST.toType(success.ast))}>`
  const events = SchemaAST.toType(success.events.ast) as SchemaAST.Objects
  // What is read is the data of an event, unless the contract says what a whole event is.
  const item = success.sseMode === "data" ? events.propertySignatures.find(({ name }) => name === "data")!.type : events
  return `AsyncIterable<${typeOf(item)}>`
}

/** An operation that keeps answering. */
interface Streamed {
  readonly sseMode: "data" | "events"
  readonly events: Schema.Top
}

const importsOf = (used: ReadonlyMap<string, string>): ReadonlyArray<string> => {
  const modules = [...new Set(used.values())].sort(
    (a, b) => Number(a.startsWith(".")) - Number(b.startsWith(".")) || (a < b ? -1 : 1)
  )
  return modules.map((module) => {
    const names = [...used].filter(([, from]) => from === module).map(([name]) => name)
    return `import type { ${names.sort().join(", ")} } from "${module}"`
  })
}

const argument = ({ description, isOptional, name }: Field): string =>
  `- \`${name}${isOptional ? "?" : ""}\`${description === "" ? "" : `: ${description}`}`

const inputOf = ({ fields, input, path }: Operation, typeOf: TypeOf): string =>
  [
    comment("", [`The input of \`${path}\`.`]),
    `export interface ${input} {`,
    ...fields.map((field) => {
      const type = typeOf(field.schema.ast)
      const declared = `  readonly ${field.name}${field.isOptional ? `?: ${type} | undefined` : `: ${type}`}`
      return field.description === "" ? declared : `${comment("  ", [field.description])}\n${declared}`
    }),
    "}"
  ].join("\n")

/** The names of the refusals of its own. */
const refusalsOf = (endpoint: HttpApiEndpoint.Top): ReadonlyArray<string> =>
  [...endpoint.error].map(({ ast }) => String(ast.annotations?.identifier))

const comment = (indent: string, lines: ReadonlyArray<string>): string => {
  // A cron expression would end the comment.
  const safe = lines.map((line) => line.replaceAll("*/", "*\\/"))
  return safe.length === 1
    ? `${indent}/** ${safe[0]} */`
    : [`${indent}/**`, ...safe.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join("\n")
}

const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1)
