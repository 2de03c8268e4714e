import { readFileSync } from "node:fs"
import { join } from "node:path"

/** What the configuration of a git directory says, by its whole name: `remote.origin.url`. The last value counts. */
export const gitConfig = (common: string): ReadonlyMap<string, ReadonlyArray<string>> => {
  const values = new Map<string, Array<string>>()
  // Worktrees of a bare repository have moved what is theirs to a file of its own.
  for (const file of ["config", "config.worktree"]) readInto(values, textOf(join(common, file)))
  return values
}

const readInto = (values: Map<string, Array<string>>, text: string): void => {
  let section = ""
  for (const line of text.split(/\r?\n/)) {
    const [, name, subsection] = /^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line) ?? []
    if (name !== undefined) {
      section = name.toLowerCase() + (subsection === undefined ? "" : `.${subsection.replaceAll(/\\(.)/g, "$1")}`)
      continue
    }
    const [, key, value] = /^\s*([a-zA-Z][\w-]*)\s*=\s*(.*)$/.exec(line) ?? []
    if (key === undefined || value === undefined) continue
    const whole = `${section}.${key.toLowerCase()}`
    values.set(whole, [...(values.get(whole) ?? []), unquoted(value)])
  }
}

/** A value as it is meant: quotes keep spaces and comment signs, and a backslash keeps the character behind it. */
const unquoted = (written: string): string => {
  let value = ""
  let isQuoted = false
  for (const [part] of written.matchAll(/\\.|[^\\]/gs)) {
    if (part === '"') isQuoted = !isQuoted
    else if (!isQuoted && (part === "#" || part === ";")) break
    else value += part.startsWith("\\") ? (escapes[part] ?? part.slice(1)) : part
  }
  return value.trim()
}

const escapes: Readonly<Record<string, string>> = { "\\n": "\n", "\\t": "\t", "\\b": "\b" }

const textOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}
