import fs from "node:fs"
import { join } from "node:path"
import { zstdDecompressSync } from "node:zlib"
import { MemoryFS, PGlite, type PGliteOptions } from "@electric-sql/pglite"
import { RESULT_BYTES_MAX } from "../driver/PgliteOptions.ts"
import { DurableFs, startParams } from "./DurableFs.ts"
import { disarmTimers } from "./disarmTimers.ts"
import { holdSettings } from "./holdSettings.ts"
import { checkInventory, writeInventory } from "./inventory.ts"
import { LastWords } from "./LastWords.ts"
import type { WasmModule, WorkerSetup } from "./Message.ts"
import { refusingWithoutRoom } from "./roomOnDisk.ts"
import { Session } from "./Session.ts"
import { WasmPostgres } from "./WasmPostgres.ts"

/** The engine, running, as the worker uses it. */
export interface Engine {
  readonly session: Session
  readonly postgres: WasmPostgres
  /** Absent in memory. */
  readonly files: DurableFs | undefined
  readonly serverVersion: string
  readonly wasm: WasmModule
  readonly lastWords: LastWords
  /** A tar archive of the directory. */
  dump(): Promise<Uint8Array<ArrayBuffer>>
  /** Writes everything to its place, so that the next start has nothing to recover. */
  close(): Promise<void>
}

export const openEngine = async (setup: WorkerSetup, compiling: Promise<WasmModule>): Promise<Engine> => {
  const { directory, durability, extensions } = setup
  if (directory !== undefined) {
    refuseStrangers(directory)
    checkInventory(directory)
  }
  const files =
    directory === undefined ? undefined : new DurableFs(directory, { isSyncing: durability === "power-loss" })
  const lastWords = new LastWords(directory ?? "memory")
  const [wasm] = await Promise.all([compiling, files?.syncPast()])
  const options: PGliteOptions = {
    fs: disarmTimers(files ?? new MemoryFS()),
    onStderr: (line) => {
      lastWords.hear(line)
      return false
    },
    pgliteWasmModule: wasm as NonNullable<PGliteOptions["pgliteWasmModule"]>,
    startParams: [...startParams(files === undefined ? "process-crash" : durability), ...settings],
    extensions: await loaded(extensions),
    ...(setup.template === undefined ? {} : { loadDataDir: new Blob([unpacked(setup.template)]) })
  }
  setup.template = undefined
  const pglite = new Backend(options)
  await pglite.waitReady.catch((error) => {
    throw lastWords.explain(error)
  })
  delete options.loadDataDir
  files?.pastIsOver()

  const postgres = new WasmPostgres(pglite, RESULT_BYTES_MAX)
  const session = new Session(postgres, directory === undefined ? () => undefined : refusingWithoutRoom(directory))
  session.exec("set timezone to 'UTC'")
  holdSettings(postgres, session, files === undefined ? "process-crash" : durability)
  const [version] = session.exec("show server_version")
  return {
    session,
    postgres,
    files,
    serverVersion: version?.server_version ?? "unknown",
    wasm,
    lastWords,
    dump: async () => new Uint8Array(await (await pglite.dumpDataDir("none")).arrayBuffer()),
    close: async () => {
      if (postgres.isInTransaction) session.exec("rollback")
      await pglite.close()
      if (directory !== undefined) writeInventory(directory)
    }
  }
}

/** Here, and not by the caller: an archive is twenty times as large as what is shipped. */
const unpacked = (template: Uint8Array): Uint8Array<ArrayBuffer> =>
  Buffer.from(template.buffer, template.byteOffset, 4).readUInt32LE() === ZSTD
    ? zstdDecompressSync(template)
    : (template as Uint8Array<ArrayBuffer>)

/** The first bytes of a file of zstd. */
const ZSTD = 0xfd2fb528

class Backend extends PGlite {
  /** PGlite asks for the types of arrays, for readers that are not used here. */
  override async _initArrayTypes(): Promise<void> {}
}

/** PGlite would make a new database over the files of one that has only lost its version. */
const refuseStrangers = (directory: string): void => {
  if (!fs.existsSync(directory) || fs.existsSync(join(directory, "PG_VERSION"))) return
  if (fs.readdirSync(directory).length > 0)
    throw new Error(`"${directory}" holds files and no PG_VERSION: nothing is made over them.`)
}

/** Parameters of the engine beside PGlite's own. */
const settings = [
  // The default of 128 MB is zeroed at every start: 50 ms and 100 MB. The rest is in the system's cache.
  "shared_buffers=32MB",
  // Segments of the log that are kept for the future after a checkpoint. The default keeps 1 GB.
  "max_wal_size=128MB",
  "min_wal_size=32MB"
].flatMap((setting) => ["-c", setting])

const loaded = async (extensions: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(extensions).map(async ([name, specifier]) => [name, (await import(specifier))[name]] as const)
    )
  )
