import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"

/** The bytes of all files in a directory, below it too; 0 where there is none. What vanishes meanwhile does not count. */
export const bytesIn = (directory: string): number =>
  namesIn(directory).reduce((sum, name) => sum + bytesOf(join(directory, name)), 0)

const namesIn = (directory: string): ReadonlyArray<string> => {
  try {
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
  } catch {
    return []
  }
}

const bytesOf = (path: string): number => {
  try {
    const stats = statSync(path)
    return stats.isFile() ? stats.size : 0
  } catch {
    return 0
  }
}
