import { realpath } from "node:fs/promises"
import { isAbsolute, relative, sep } from "node:path"
import { Effect } from "effect"
import { quotedWhole } from "../cadence/quotedWhole.ts"

/** A directory that may be entered, or the sentence that says why not. */
export type AllowedDirectory = { readonly path: string } | { readonly problem: string }

/**
 * Follows links and `..` before it compares, and answers the real path. So a link inside an allowed directory gives
 * nobody what lies elsewhere.
 */
export const allowedDirectory = (directory: string, allowed: ReadonlyArray<string>): Effect.Effect<AllowedDirectory> =>
  Effect.promise(async () => {
    if (!isAbsolute(directory)) return { problem: `The directory ${quotedWhole(directory)} is not an absolute path.` }
    const path = await realOf(directory)
    if (path === undefined) return { problem: `The directory ${quotedWhole(directory)} does not exist on this host.` }
    const roots = await Promise.all(allowed.map(realOf))
    if (roots.some((root) => root !== undefined && isInside(path, root))) return { path }
    return {
      problem:
        `This worker does not work in the directory ${quotedWhole(directory)}: a run cannot choose any place on its host. ` +
        `Start the worker in that directory, or allow it with --allow-directory.`
    }
  })

const realOf = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined)

const isInside = (path: string, root: string): boolean => {
  const way = relative(root, path)
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
