/** One thing in an archive. */
export interface TarEntry {
  /** Without a slash at either end. */
  readonly path: string
  /** Absent: a directory. */
  readonly content?: Uint8Array
}

/**
 * Reads a tar archive of directories and plain files, as PGlite writes it. Anything else in it is an error: the
 * archive is ours, and whatever else it could hold would end up in a database directory.
 */
export function* tarEntries(tar: Uint8Array): Generator<TarEntry> {
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + block)
    const size = Number.parseInt(text(header, 124, 12), 8)
    const path = [text(header, 345, 155), text(header, 0, 100)].join("/").replaceAll(/^\/+|\/+$/g, "")
    if (path.split("/").includes("..")) throw new Error(`The template has an entry outside of it: "${path}".`)

    const start = at + block
    switch (text(header, 156, 1)) {
      case "":
      case "0":
        yield { path, content: tar.subarray(start, start + size) }
        break
      case "5":
        yield { path }
        break
      default:
        throw new Error(`The template has an entry that is neither file nor directory: "${path}".`)
    }
    at = start + Math.ceil(size / block) * block
  }
}

const block = 512

const text = (header: Uint8Array, start: number, length: number): string => {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return Buffer.from(field.subarray(0, end < 0 ? length : end)).toString("utf8")
}
