// Making the database of a directory, from a template or by the engine. The engine is loaded where it is needed.
export { findPackedTemplate } from "./template/findPackedTemplate.ts"
export { findTemplate } from "./template/findTemplate.ts"
export { makeDatabase } from "./template/makeDatabase.ts"
export { shipTemplate } from "./template/shipTemplate.ts"
export { emptyTemplate, type Template } from "./template/Template.ts"
export { tarEntries } from "./template/tarEntries.ts"
export { templateName } from "./template/templateName.ts"
