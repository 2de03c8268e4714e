import type { PGliteOptions } from "@electric-sql/pglite"

type Files = NonNullable<PGliteOptions["fs"]>

/**
 * Takes the engine's alarm clock away. When PostgreSQL ends an idle session or a long transaction because its time is up,
 * this engine never comes back from it, and neither does its thread.
 */
export const disarmTimers = <F extends Files>(files: F): F => {
  const init = files.init.bind(files)
  files.init = async (pglite, options) => {
    const { emscriptenOpts } = await init(pglite, options)
    const instantiate: Instantiate = emscriptenOpts.instantiateWasm
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        instantiateWasm: ((imports, onSuccess) => {
          // It says that the alarm is set, and sets none.
          const disarmed = { ...imports, env: { ...imports.env, _setitimer_js: () => 0 } }
          return instantiate(disarmed, onSuccess)
        }) satisfies Instantiate
      }
    }
  }
  return files
}

/** How Emscripten gets its program, whose types PGlite does not export. */
type Instantiate = (
  imports: { readonly env: Readonly<Record<string, unknown>> },
  onSuccess: (...instance: ReadonlyArray<unknown>) => void
) => object
