import { execFile } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { promisify } from "node:util"
import { root, type WorkspacePackage } from "../tree/workspacePackages.ts"

/** Packs a package as it would be published, and answers the path of its tarball. */
export const packInto = async (directory: string, { directory: from }: WorkspacePackage): Promise<string> => {
  await mkdir(directory, { recursive: true })
  const { stdout } = await promisify(execFile)("pnpm", ["pack", "--json", "--pack-destination", directory], {
    cwd: from,
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH}` },
    maxBuffer: 64 * 1024 * 1024
  })
  return join(directory, fileName(JSON.parse(stdout)))
}

function fileName(packed: { readonly filename: string } | ReadonlyArray<{ readonly filename: string }>): string {
  return ("filename" in packed ? packed : packed[0]!).filename.split("/").at(-1)!
}
