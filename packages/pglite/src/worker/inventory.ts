// PostgreSQL takes the length of a file for the length of its table: of a file that was cut off behind its back, the rows are
// gone without a word. So whoever closes a database writes down how long its files are, and whoever opens it looks.
import { createHash } from "node:crypto"
import fs from "node:fs"
import { join, relative } from "node:path"

/** Beside the engine's own files, which it leaves alone. */
const INVENTORY = "inventory.json"

/** To be called when the engine has closed the directory. */
export const writeInventory = (directory: string): void => {
  const draft = join(directory, `${INVENTORY}.tmp`)
  const bytes = Object.fromEntries(filesIn(directory).map((path) => [path, fs.statSync(join(directory, path)).size]))
  fs.writeFileSync(draft, JSON.stringify({ control: controlOf(directory), bytes }), { mode: 0o600 })
  fs.renameSync(draft, join(directory, INVENTORY))
}

/**
 * Throws when a file is shorter than it was when the database was closed, or gone. It says nothing of a database that was not
 * closed, or has been open since: the engine's control file is another one then.
 */
export const checkInventory = (directory: string): void => {
  const inventory = readInventory(directory)
  if (inventory === undefined || inventory.control !== controlOf(directory)) return
  for (const [path, bytes] of Object.entries(inventory.bytes)) {
    const found = fs.statSync(join(directory, path), { throwIfNoEntry: false })?.size
    if (found !== undefined && found >= bytes) continue
    throw new Error(
      `"${join(directory, path)}" ${found === undefined ? "is gone" : `has ${found} bytes`}, and had ${bytes} when the database was closed: ` +
        `something else has cut it off. Put back a copy of "${directory}"; to open what is left all the same, remove ${INVENTORY} from it`
    )
  }
}

/** It changes when the engine starts, and with everything that matters after that. */
const controlOf = (directory: string): string | undefined => {
  try {
    return createHash("sha256")
      .update(fs.readFileSync(join(directory, "global/pg_control")))
      .digest("hex")
  } catch {
    return undefined
  }
}

const filesIn = (directory: string): ReadonlyArray<string> =>
  fs
    .readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((path) => synced.test(path))

/**
 * Tables, indexes, their maps and the states of transactions: what is on the disk when the engine has closed. A power
 * cut may take a part of caches and temporary files, which is not missed; of its log, the engine knows what it needs.
 */
const synced =
  /^(PG_VERSION|(global|base\/\d+)\/(\d+(_[a-z]+)?(\.\d+)?|pg_filenode\.map|pg_control|PG_VERSION)|(pg_xact|pg_multixact\/\w+)\/[0-9A-F]+)$/

interface Inventory {
  readonly control: string
  readonly bytes: Readonly<Record<string, number>>
}

/** Undefined where there is none, or one that was not written to its end. */
const readInventory = (directory: string): Inventory | undefined => {
  try {
    return JSON.parse(fs.readFileSync(join(directory, INVENTORY), "utf8"))
  } catch {
    return undefined
  }
}
