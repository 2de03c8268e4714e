import { type Schema, SchemaAST } from "effect"

/**
 * Marks a text that can be long: a body, a comment. On a command line `-` reads it from the standard input and
 * `--body-file FILE` from a file.
 */
export const asLongText = <S extends Schema.Top>(schema: S): S["Rebuild"] => schema.annotate({ [longTextMark]: true })

/** Whether the field is a text that can be long. */
export const isLongText = (schema: Schema.Top): boolean => SchemaAST.resolve(schema.ast)?.[longTextMark] === true

const longTextMark = "@genie/operation/longText"
