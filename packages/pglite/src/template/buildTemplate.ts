import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import zlib from "node:zlib"
import { initialize } from "./initialize.ts"
import type { Template } from "./Template.ts"

/**
 * A database directory with the engine, the contents of the template and nothing else, as a compressed archive. The
 * identity of a database is made when it is first opened, never here.
 *
 * Level 19 takes four seconds and makes 1.7 MB of 25; level 3 is for what is not shipped.
 */
export async function buildTemplate({ fill }: Template, level: 3 | 19): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), "pglite-template-"))
  try {
    await initialize(directory)
    await fill?.(directory)
    return await compress(await archive(directory), level)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/**
 * The directory as the engine left it when it was shut down, so that whoever starts from it has nothing to recover: a
 * recovery begins by syncing every file.
 */
async function archive(directory: string): Promise<Uint8Array> {
  const { PGlite } = await import("@electric-sql/pglite")
  const pglite = await PGlite.create(directory)
  try {
    // Separately: several statements in one message are one transaction, and a vacuum refuses to be in one.
    for (const statement of ["vacuum freeze analyze", "checkpoint"]) await pglite.exec(statement)
  } finally {
    await pglite.close()
  }
  await removeMaps(directory)
  // Its files without its engine, which would count as running again.
  const files = await PGlite.create(directory, { noInitDb: true })
  return new Uint8Array(await (await files.dumpDataDir("none")).arrayBuffer())
}

/** The maps of free room and of visible pages: a fifth of the files, and the engine makes them when it needs them. */
async function removeMaps(directory: string): Promise<void> {
  for (const path of await readdir(directory, { recursive: true }))
    if (/_(fsm|vm)$/.test(path)) await rm(join(directory, path))
}

/** Looked up when it is needed: an older Node, which lacks it, must get as far as being told that it is too old. */
const compress = (bytes: Uint8Array, level: number): Promise<Uint8Array> =>
  promisify(zlib.zstdCompress)(bytes, {
    params: { [zlib.constants.ZSTD_c_compressionLevel]: level, [zlib.constants.ZSTD_c_checksumFlag]: 1 }
  })
