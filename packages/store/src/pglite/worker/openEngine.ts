import { readFile } from "node:fs/promises"
import type { PGliteOptions } from "@electric-sql/pglite"
import { PGlite } from "@electric-sql/pglite"
import { RESULT_BYTES_MAX } from "../PgliteOptions.ts"
import { DurableFs, startParams } from "./DurableFs.ts"
import type { WorkerSetup } from "./Message.ts"
import { Session } from "./Session.ts"
import { WasmPostgres } from "./WasmPostgres.ts"

/** The engine, running, as the worker uses it. */
export interface Engine {
  readonly session: Session
  readonly postgres: WasmPostgres
  /** Absent in memory. */
  readonly files: DurableFs | undefined
  readonly serverVersion: string
  readonly wasm: WebAssembly.Module
  /** A tar archive of the directory. */
  dump(): Promise<Uint8Array<ArrayBuffer>>
  /** Writes everything to its place, so that the next start has nothing to recover. */
  close(): Promise<void>
}

export const openEngine = async (setup: WorkerSetup): Promise<Engine> => {
  const { directory, durability, extensions, template } = setup
  const wasm = setup.wasm ?? (await compiled())
  const files =
    directory === undefined ? undefined : new DurableFs(directory, { isSyncing: durability === "power-loss" })
  const options: PGliteOptions = {
    pgliteWasmModule: wasm,
    startParams: [...startParams(files === undefined ? "process-crash" : durability)],
    extensions: await loaded(extensions),
    ...(files === undefined ? {} : { fs: files }),
    ...(template === undefined ? {} : { loadDataDir: new Blob([new Uint8Array(template)]) })
  }
  const pglite = new Backend(options)
  await pglite.waitReady

  const postgres = new WasmPostgres(pglite, RESULT_BYTES_MAX)
  const session = new Session(postgres)
  session.exec("set timezone to 'UTC'")
  const [version] = session.exec("show server_version")
  return {
    session,
    postgres,
    files,
    serverVersion: version?.server_version ?? "unknown",
    wasm,
    dump: async () => new Uint8Array(await (await pglite.dumpDataDir("none")).arrayBuffer()),
    close: async () => {
      if (postgres.isInTransaction) session.exec("rollback")
      await pglite.close()
    }
  }
}

class Backend extends PGlite {
  /** PGlite asks for the types of arrays, for readers that are not used here. */
  override async _initArrayTypes(): Promise<void> {}
}

/** Compiled here, so that it can be handed to the host and from there to the engine that comes after a crash. */
const compiled = async (): Promise<WebAssembly.Module> =>
  wasm.compile(await readFile(new URL("pglite.wasm", import.meta.resolve("@electric-sql/pglite"))))

// Node's types know the names in it, and not that it is there.
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> }
}

const loaded = async (extensions: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(extensions).map(async ([name, specifier]) => [name, (await import(specifier))[name]] as const)
    )
  )
