import { SchemaAST } from "effect"

/** A type of JSON in a few signs: `{ key: string, from?: string }`. */
export const shapeOf = (ast: SchemaAST.AST): string => {
  if (SchemaAST.isString(ast)) return "string"
  if (SchemaAST.isNumber(ast)) return "number"
  if (SchemaAST.isBoolean(ast)) return "boolean"
  if (SchemaAST.isNull(ast)) return "null"
  if (SchemaAST.isUnion(ast)) return ast.types.map(shapeOf).join(" | ")
  if (SchemaAST.isArrays(ast)) {
    const [each] = ast.rest
    return each === undefined ? `[${ast.elements.map(shapeOf).join(", ")}]` : `${shapeOf(each)}[]`
  }
  if (SchemaAST.isObjects(ast)) return `{ ${ast.propertySignatures.map(fieldOf).join(", ")} }`
  throw new Error(`An event has a detail that is not JSON: ${ast._tag}`)
}

const fieldOf = ({ name, type }: SchemaAST.PropertySignature): string =>
  `${String(name)}${type.context?.isOptional ? "?" : ""}: ${shapeOf(type)}`
