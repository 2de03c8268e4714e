import { defineConfig, type Options } from "tsup"

/** How every library here becomes JavaScript. The types come from `tsc`: tsup's own cannot run on TypeScript 7. */
export const library = (entry: Options["entry"] & {}, options: Options = {}) =>
  defineConfig({
    entry,
    format: "esm",
    target: "node24",
    platform: "node",
    splitting: true,
    treeshake: true,
    sourcemap: true,
    clean: true,
    ...options
  })
