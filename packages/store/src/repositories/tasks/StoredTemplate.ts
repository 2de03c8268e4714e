import { Schema } from "effect"
import { TemplateColumn } from "../../model/Board.ts"

/** A template that people have made. */
export const StoredTemplate = Schema.Struct({
  name: Schema.String,
  description: Schema.String,
  columns: Schema.Array(TemplateColumn)
})
export interface StoredTemplate extends Readonly<typeof StoredTemplate.Type> {}
