// Every place in every command where a text can be given, read off the contracts.
import { Api } from "@genie/client/api"
import { SchemaAST } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { isLongText } from "../../../packages/operation/src/asLongText.ts"
import { kebabCase } from "../../../packages/operation/src/commands/kebabCase.ts"
import { type Field, fieldsOf } from "../../../packages/operation/src/fieldsOf.ts"

/** A field of a command that takes a text. */
export interface Slot {
  readonly command: string
  readonly field: string
  /** As it is typed: `--depends-on`, or its place among the arguments. */
  readonly spelling: string
  readonly isPositional: boolean
  readonly isNullable: boolean
  readonly isLong: boolean
  readonly isRequired: boolean
  /** The arguments of the command in their order. */
  readonly positions: ReadonlyArray<string>
  /** What has to be given besides. */
  readonly required: ReadonlyArray<{ readonly name: string; readonly spelling: string; readonly isPositional: boolean }>
}

/** All of them. */
export const slots = (): ReadonlyArray<Slot> =>
  Object.entries(commands).flatMap(([group, { name, omit = [], rename = {}, flags = [] }]) =>
    Object.entries(groups[group]?.endpoints ?? {}).flatMap(([operation, endpoint]) => {
      if (omit.includes(operation)) return []
      const command = [name, rename[operation] ?? kebabCase(operation)].filter((word) => word !== "").join(" ")
      return slotsOf(command, fieldsOf(endpoint as HttpApiEndpoint.Top), flags)
    })
  )

const groups = Api.groups as unknown as Record<string, { readonly endpoints: Record<string, unknown> }>

/** Where the command line differs from the contracts in its words. */
const commands: Readonly<
  Record<
    string,
    {
      readonly name: string
      readonly omit?: ReadonlyArray<string>
      readonly rename?: Readonly<Record<string, string>>
      /** Path parameters that people leave out, and that are flags therefore. */
      readonly flags?: ReadonlyArray<string>
    }
  >
> = {
  tasks: {
    name: "task",
    omit: ["ready", "explain", "claim"],
    rename: { addDependency: "dep", removeDependency: "undep" }
  },
  boards: {
    name: "board",
    rename: { changeColumn: "set", saveTemplate: "save" },
    flags: ["board create.project", "board set.project", "board set.board", "board save.project", "board save.board"]
  },
  projects: { name: "project", omit: ["recognize"] },
  actors: { name: "actor" },
  schedules: { name: "schedule", omit: ["import"] },
  runs: { name: "run", omit: ["enqueue", "enqueueMany", "output"] },
  audit: { name: "audit", omit: ["feed"] }
}

const slotsOf = (command: string, all: ReadonlyArray<Field>, flags: ReadonlyArray<string>): ReadonlyArray<Slot> => {
  const fields = all.map((field) =>
    flags.includes(`${command}.${field.name}`) ? { ...field, isPositional: false, isOptional: true } : field
  )
  const spellingOf = (field: Field) => kebabCase(isList(field) ? field.name.replace(/s$/, "") : field.name)
  const positions = fields.filter(({ isPositional }) => isPositional).map(({ name }) => name)
  return fields.filter(isText).map((field) => ({
    command,
    field: field.name,
    spelling: spellingOf(field),
    isPositional: field.isPositional,
    isNullable: unions(field).some(SchemaAST.isNull),
    isLong: isLongText(field.schema),
    isRequired: !field.isOptional,
    positions,
    required: fields
      .filter((other) => !other.isOptional && other.name !== field.name)
      .map((other) => ({ name: other.name, spelling: spellingOf(other), isPositional: other.isPositional }))
  }))
}

const unions = ({ schema: { ast } }: Field) => (SchemaAST.isUnion(ast) ? ast.types : [ast])

const isString = (ast: SchemaAST.AST): boolean => SchemaAST.isString(ast) || SchemaAST.isTemplateLiteral(ast)

const isList = ({ schema: { ast } }: Field): boolean => SchemaAST.isArrays(ast)

/** A path is made absolute, and a directory looked at, so what arrives is not what was typed. */
const paths = ["repoPath", "directory"]

/** Fields without a flag. */
const unwritten = ["origin", "firstCommit"]

const isText = (field: Field): boolean =>
  !paths.includes(field.name) &&
  !unwritten.includes(field.name) &&
  (unions(field).some(isString) ||
    (SchemaAST.isArrays(field.schema.ast) && field.schema.ast.rest.some((item) => isString(item))))
