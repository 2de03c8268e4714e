import { type Schema, SchemaAST } from "effect"

/**
 * Marks a field as the thing the command is about, so that it is written without a flag:
 * `genie task create "title"`. Path parameters are positional without it.
 */
export const asArgument = <S extends Schema.Top>(schema: S): S["Rebuild"] => schema.annotate({ [argumentMark]: true })

/** Whether the field is written without a flag. */
export const isArgument = (schema: Schema.Top): boolean => SchemaAST.resolve(schema.ast)?.[argumentMark] === true

const argumentMark = "@genie/operation/argument"
