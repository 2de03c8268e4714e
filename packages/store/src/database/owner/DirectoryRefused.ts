import { Refusal } from "@genie/operation"
import { DirectoryUnusable } from "@genie/pglite/directory"
import { Schema } from "effect"
import { genie } from "./genie.ts"

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
  /** Says in a sentence what was against it, and what to do. */
  static because(directory: string, error: unknown): DirectoryRefused {
    return new DirectoryRefused({ directory, reason: DirectoryUnusable.because(directory, error, genie).message })
  }

  override get message(): string {
    return this.reason
  }
}
