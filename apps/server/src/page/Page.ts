// The built web app, as files that are known by name: what is not in the build cannot be asked for.
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { extname, join, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"

/** One file of the page. */
export interface PageFile {
  readonly path: string
  readonly contentType: string
  /** Named after its content by the build, so that what has this name never changes. */
  readonly isHashed: boolean
  /** Weak: the same tag is on what is compressed. */
  readonly etag: string
  readonly body: Uint8Array
  /** What the build has compressed, by the name of the encoding. */
  readonly compressed: { readonly br?: Uint8Array; readonly gzip?: Uint8Array }
}

/** The page. */
export interface Page {
  /** The file at a path of an address, such as `/assets/index-4f3a.js`. */
  readonly file: (path: string) => PageFile | undefined
}

/** The page that was built, or a page without files when none was. */
export const openPage = (directory: string = builtPage()): Page => {
  const known = new Map<string, PageFile>()
  let paths = pathsIn(directory)
  return {
    file: (path) => {
      // Whoever works on the page builds it again while this runs. What is published never changes.
      if (isSource) {
        known.clear()
        paths = pathsIn(directory)
      }
      const location = paths.get(path)
      if (location === undefined) return undefined
      const file = known.get(path) ?? read(path, location, paths)
      known.set(path, file)
      return file
    }
  }
}

const isSource = import.meta.url.endsWith(".ts")

/** Beside the built program; in the source tree, where `apps/web` builds to. */
const builtPage = () => fileURLToPath(new URL(isSource ? "../../../web/dist/" : "./web/", import.meta.url))

/** Every file, by its path in an address. Also what is compressed, under its own name, which is no path of an address. */
const pathsIn = (directory: string): ReadonlyMap<string, string> => {
  try {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return new Map(
      entries.flatMap(({ name, parentPath }) => {
        const location = join(parentPath, name)
        const path = `/${relative(directory, location).split(sep).join("/")}`
        if (path.includes("/.")) return []
        return extname(path) in contentTypes || /\.(br|gz)$/.test(path) ? [[path, location] as const] : []
      })
    )
  } catch {
    return new Map()
  }
}

const read = (path: string, location: string, paths: ReadonlyMap<string, string>): PageFile => {
  const body = readFileSync(location)
  const [br, gzip] = [paths.get(`${path}.br`), paths.get(`${path}.gz`)]
  return {
    path,
    contentType: contentTypes[extname(path)] ?? "application/octet-stream",
    isHashed: path.startsWith("/assets/"),
    etag: `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
    body,
    compressed: {
      ...(br !== undefined && { br: readFileSync(br) }),
      ...(gzip !== undefined && { gzip: readFileSync(gzip) })
    }
  }
}

/** What a page is made of. A file of another kind has no business in one. */
const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2"
}
