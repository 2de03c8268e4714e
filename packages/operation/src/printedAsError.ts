/** The name under which Node's `console.log` asks an object how it is printed. */
export const nodeInspect: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never

/** What Node gives along when it asks. */
export type NodeInspect = (value: unknown, options: object) => string

/**
 * Prints an error as every error is printed: its sentence, its stack, its data. Effect's own errors print their data alone.
 */
export const printedAsError = (error: object, options: object, inspect: NodeInspect): string =>
  inspect(error, { ...options, customInspect: false })
