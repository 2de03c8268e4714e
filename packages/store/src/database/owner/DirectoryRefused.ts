import { Refusal } from "@genie/operation"
import { Schema } from "effect"

/** This directory cannot hold an embedded database, or not like this. The reason says what to do. */
export class DirectoryRefused extends Refusal<DirectoryRefused>()(
  "DirectoryRefused",
  { status: 422, title: "Data directory refused" },
  {
    directory: Schema.String,
    /** A whole sentence. */
    reason: Schema.String
  }
) {
  /** What the operating system had against it, in a sentence that says what to do. */
  static because(directory: string, error: unknown): DirectoryRefused {
    return new DirectoryRefused({ directory, reason: reasonOf(directory, error) })
  }

  override get message(): string {
    return this.reason
  }
}

function reasonOf(directory: string, error: unknown): string {
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
    default:
      return `"${directory}" cannot be used: ${error instanceof Error ? error.message : String(error)}. To see what is wrong with it: genie doctor`
  }
}
