import { Schema, SchemaAST } from "effect"

/** Where the classes and the types that a declaration names come from: `Run` from `@genie/store/model`. */
export type ModuleOf = (name: string) => string | undefined

/** A type as a program is shown it, and what it has to import. Ids are plain strings. */
export const typeText = (ast: SchemaAST.AST, moduleOf: ModuleOf, used: Map<string, string>): string => {
  const text = (type: SchemaAST.AST): string => typeText(type, moduleOf, used)
  const name = ast.annotations?.identifier
  const from = typeof name === "string" ? moduleOf(name) : undefined
  if (typeof name === "string" && from !== undefined) {
    used.set(name, from)
    return name
  }
  if (SchemaAST.isString(ast) || SchemaAST.isTemplateLiteral(ast)) return "string"
  if (SchemaAST.isNumber(ast)) return "number"
  if (SchemaAST.isBoolean(ast)) return "boolean"
  if (SchemaAST.isNull(ast)) return "null"
  if (SchemaAST.isLiteral(ast)) return JSON.stringify(ast.literal)
  // An item of a batch that its service reads alone: what is promised is the other member.
  if (SchemaAST.isUnion(ast))
    return ast.types
      .filter((type) => !SchemaAST.isAny(type))
      .map(text)
      .join(" | ")
  if (SchemaAST.isArrays(ast)) return `ReadonlyArray<${text(ast.rest[0]!)}>`
  if (SchemaAST.isObjects(ast)) return objectText(ast, text)
  if (takes(ast, new Date(0))) return takes(ast, "text") ? "unknown" : "Date"
  if (takes(ast, ["text", null])) {
    used.set("Json", "@genie/operation/promised")
    return "Json"
  }
  if (SchemaAST.isVoid(ast) || SchemaAST.isUndefined(ast)) return "void"
  throw new Error(`There is no text for a type of ${ast._tag} yet.`)
}

const objectText = (ast: SchemaAST.Objects, text: (ast: SchemaAST.AST) => string): string => {
  const [index] = ast.indexSignatures
  if (index !== undefined) return `Readonly<Record<string, ${text(index.type)}>>`
  const fields = ast.propertySignatures.map(
    ({ name, type }) => `readonly ${String(name)}${type.context?.isOptional ? "?" : ""}: ${text(type)}`
  )
  return `{ ${fields.join("; ")} }`
}

const takes = (ast: SchemaAST.AST, value: unknown): boolean => Schema.is(Schema.make<Schema.Top>(ast))(value)
