import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

/**
 * The program of the worker thread in which the embedded engine runs. Sources run as they are. A built package has it in
 * one file beside the code that asks, and so has a bundle of the package that copied it along.
 */
export function workerFile(): URL {
  const here = import.meta.url
  if (here.endsWith(".ts")) return new URL("../worker/main.ts", here)

  const places = [new URL(name, here), new URL(`../${name}`, here), ...inPackage(here)]
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error(`The embedded engine needs @genie/pglite/dist/${name} beside its bundle.`)
  return found
}

const name = "pgliteWorker.js"

/** The installed package has it where a bundle did not copy it. */
function inPackage(here: string): ReadonlyArray<URL> {
  try {
    return [new URL(`dist/${name}`, pathToFileURL(createRequire(here).resolve("@genie/pglite/package.json")))]
  } catch {
    return []
  }
}
