import { type Program, someProgram } from "./Program.ts"

/** This directory cannot hold an embedded database, or not like this. Its message says what to do. */
export class DirectoryUnusable extends Error {
  readonly _tag = "DirectoryUnusable"
  override readonly name = "DirectoryUnusable"
  readonly directory: string

  constructor(directory: string, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.directory = directory
  }

  /** Says in a sentence what the operating system had against it. A reason that is one already stays as it is. */
  static because(directory: string, error: unknown, program?: Program): DirectoryUnusable {
    if (error instanceof DirectoryUnusable) return error
    return new DirectoryUnusable(directory, reasonOf(directory, error, program), { cause: error })
  }
}

function reasonOf(directory: string, error: unknown, { look } = someProgram): string {
  switch (typeof error === "object" && error !== null && "code" in error ? error.code : undefined) {
    case "EACCES":
    case "EPERM":
      return `"${directory}" cannot be written by this user. Make it yours, or name another directory.`
    case "EROFS":
      return `"${directory}" is on a read-only file system. Name a directory that can be written.`
    case "EEXIST":
    case "ENOTDIR":
      return `"${directory}" cannot be a directory: there is a file in its place. Move it away, or name another directory.`
    case "ENOSPC":
    case "EDQUOT":
      return `There is no space left for "${directory}". Free some, or name another directory.`
    default: {
      const said = error instanceof Error ? error.message : String(error)
      return `"${directory}" cannot be used: ${said}.${look === undefined ? "" : ` To see what is wrong with it: ${look}`}`
    }
  }
}
