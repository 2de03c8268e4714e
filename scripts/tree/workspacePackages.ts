import { globSync, readFileSync } from "node:fs"
import { dirname, join, sep } from "node:path"

/** What a manifest says, as far as anybody here asks. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly description?: string
  readonly license?: string
  readonly type?: string
  readonly sideEffects?: boolean
  readonly engines?: { readonly node?: string }
  readonly files?: ReadonlyArray<string>
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export interface WorkspacePackage {
  /** From the root: `packages/store`. */
  readonly path: string
  readonly directory: string
  readonly manifest: Manifest
  /** Its source files, from the root. */
  readonly sources: ReadonlyArray<string>
}

export const root = join(import.meta.dirname, "../..")

/** Every package that is published, in the order of the tree: each imports only from those before it. */
export const workspacePackages: ReadonlyArray<WorkspacePackage> = [
  "packages/operation",
  "packages/pglite",
  "packages/store",
  "packages/audit",
  "packages/identity",
  "packages/scheduler",
  "packages/tasks",
  "packages/client",
  "apps/server",
  "apps/cli"
].map((path) => ({
  path,
  directory: join(root, path),
  manifest: JSON.parse(readFileSync(join(root, path, "package.json"), "utf8")) as Manifest,
  sources: globSync(`${path}/src/**/*.ts`, { cwd: root }).map((file) => file.split(sep).join("/"))
}))

/** What there is to publish in `packages/` and `apps/`, listed above or not. The board is private: it is built into the server. */
export const packagePathsFound = (): ReadonlyArray<string> =>
  globSync("{packages,apps}/*/package.json", { cwd: root })
    .filter((file) => !(JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest).private)
    .map((file) => dirname(file).split(sep).join("/"))
