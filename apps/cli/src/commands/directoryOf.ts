import { resolve } from "node:path"

/**
 * The working directory of a command that a person types: the one they are in. Work without a command names none, so
 * that its worker decides.
 */
export const directoryOf = ({
  directory,
  run
}: {
  readonly directory?: string
  readonly run?: string
}): { readonly directory?: string } => {
  if (directory !== undefined) return { directory: resolve(directory) }
  return run === undefined ? {} : { directory: process.cwd() }
}
