// The places of an embedded Genie, as names only: nothing here touches a disk except to follow a link, so a
// command that merely looks for an owner pays nothing for it.
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { type DatabaseDirectory, databaseDirectory } from "@genie/pglite/directory"

/** The rooms of a data directory: those of its database, and Genie's own. */
export interface DataDirectory extends DatabaseDirectory {
  readonly run: string
  /** The socket at which the owner listens. */
  readonly socket: string
  /** The token that a client over TCP has to show. */
  readonly token: string
  /** Remembers the port at which the owner listens for browsers. */
  readonly port: string
  readonly backups: string
  readonly logs: string
  readonly keys: string
}

/** The data directory at `path`; by default the one in the home of whoever runs this. `~/` is that home, too, where no shell says so. */
export function dataDirectory(path: string = defaultDirectory()): DataDirectory {
  const database = databaseDirectory(path)
  const root = database.path
  const run = join(root, "run")
  return {
    ...database,
    run,
    socket: join(socketDirectory(root, run), "api.sock"),
    token: join(run, "token"),
    port: join(run, "port"),
    backups: join(root, "backups"),
    logs: join(root, "logs"),
    keys: join(root, "keys")
  }
}

/** This user has no home, so no data directory follows from it. */
export class NoHomeDirectory extends Error {
  override readonly name = "NoHomeDirectory"

  constructor() {
    super("This user has no home directory, so there is no ~/.genie. Name a data directory: GENIE_HOME=/path")
  }
}

/**
 * `~/.genie`
 *
 * @throws NoHomeDirectory when this user has no home: `HOME` is not set, and the password file has no entry.
 */
export const defaultDirectory = (): string => {
  try {
    return join(homedir(), ".genie")
  } catch {
    throw new NoHomeDirectory()
  }
}

/** Kernels cut the path of a socket at 108 bytes (Linux) or 104 (macOS), and some say nothing. */
const socketPathBytesMax = 100

/** In the data directory, or where that is too deep for a socket, in a directory of this user that follows from its path. */
function socketDirectory(root: string, run: string): string {
  if (Buffer.byteLength(join(run, "api.sock")) <= socketPathBytesMax) return run
  // Loading it takes 5 ms, which every command would pay, and hardly any directory is that deep.
  const { createHash } = process.getBuiltinModule("node:crypto")
  const name = `genie-${process.getuid?.() ?? 0}-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`
  const temporary = join(tmpdir(), name)
  return Buffer.byteLength(join(temporary, "api.sock")) <= socketPathBytesMax ? temporary : join("/tmp", name)
}
