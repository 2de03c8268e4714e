import { Refusal } from "@genie/operation"
import { Schema } from "effect"
import { OwnerInfo, type OwnerKind } from "./OwnerInfo.ts"

/** Another process owns the data directory. Its fields are those of `owner.json`, as far as there is one. */
export class DirectoryOwned extends Refusal<DirectoryOwned>()(
  "DirectoryOwned",
  { status: 423, title: "Data directory in use" },
  {
    directory: Schema.String,
    pid: Schema.optionalKey(OwnerInfo.fields.pid),
    kind: Schema.optionalKey(OwnerInfo.fields.kind),
    command: Schema.optionalKey(OwnerInfo.fields.command),
    version: Schema.optionalKey(OwnerInfo.fields.version),
    since: Schema.optionalKey(OwnerInfo.fields.since),
    socket: OwnerInfo.fields.socket
  }
) {
  static by(directory: string, owner: OwnerInfo | undefined): DirectoryOwned {
    if (owner === undefined) return new DirectoryOwned({ directory })
    const { pid, kind, command, version, since, socket } = owner
    return new DirectoryOwned({ directory, pid, kind, command, version, since, ...(socket && { socket }) })
  }

  override get message(): string {
    if (this.pid === undefined || this.kind === undefined)
      return `"${this.directory}" is owned by another process that has not said who it is. Try again, look who it is with \`genie doctor\`, or name another directory with GENIE_HOME.`
    return `"${this.directory}" is owned by process ${this.pid} (${this.command}, version ${this.version}, since ${this.since}). ${advice[this.kind]}`
  }
}

const advice: Record<OwnerKind, string> = {
  background: "It leaves when it has nothing to do; `genie down` stops it now.",
  up: "Use it through its API, stop it with `genie down`, or name another directory with GENIE_HOME.",
  program:
    "It is a program that opened Genie itself: attach to it, let it end, or name another directory with GENIE_HOME."
}
