import { defineConfig, type Options } from "tsup"

/**
 * The first line of every file that is built. An older Node would fail somewhere in the middle, with a name that it does
 * not know. What it cannot even parse or link would be told before this line, so such names are looked up when they are
 * needed; `packages:check` opens every door with an older Node.
 */
const needsNode = `{
  const version = globalThis.process?.versions?.node;
  if (version && Number.parseInt(version, 10) < 24) throw new Error("Genie needs Node 24 or newer, and this is Node " + version + ". Get it from https://nodejs.org, or for one project: npm install node@24");
}`.replaceAll(/\n\s*/g, " ")

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
    banner: { js: needsNode },
    ...options
  })
