import { Schema } from "effect"
import { Line } from "../../model/Line.ts"
import { COMMAND_LENGTH_MAX, NAME_LENGTH_MAX } from "../../model/lengths.ts"
import { Pid } from "../../model/Pid.ts"
import { Text } from "../../model/Text.ts"

/**
 * The kind of process that owns a directory: one that the command line started when there was none, `genie up`, or a program
 * that imported a package.
 */
export const OwnerKind = Schema.Literals(["background", "up", "program"])
export type OwnerKind = typeof OwnerKind.Type

/** The owner of a data directory, as `owner.json` says it. It is information only: the lock decides. */
export const OwnerInfo = Schema.Struct({
  kind: OwnerKind,
  pid: Schema.Int,
  /** When the process started, in the kernel's words: tells a reused pid apart. */
  startedAt: Schema.String,
  /** Names the boot of the host and, on Linux, the pid namespace. */
  bootId: Schema.String,
  /** The process, as a person would call it: `genie up`. */
  command: Schema.String,
  /** Its version of Genie. */
  version: Schema.String,
  /** The last migration it knows. */
  schema: Schema.String,
  /** Since when it has the directory, ISO 8601. */
  since: Schema.String,
  /** The Unix socket of its HTTP API, once it listens. */
  socket: Schema.optionalKey(Schema.String),
  /** The address of its HTTP API over TCP, once it listens. */
  url: Schema.optionalKey(Schema.String)
})
export type OwnerInfo = typeof OwnerInfo.Type

/** The newcomer, as it introduces itself when it asks an owner to leave: the body of `POST /yield`. */
export const Newcomer = Schema.Struct({
  kind: OwnerKind,
  pid: Pid,
  command: Text(COMMAND_LENGTH_MAX),
  version: Line(NAME_LENGTH_MAX),
  schema: Line(NAME_LENGTH_MAX)
})
export type Newcomer = typeof Newcomer.Type
