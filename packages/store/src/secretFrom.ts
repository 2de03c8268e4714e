import { readFileSync } from "node:fs"
import { InvalidInput } from "@genie/operation"

/**
 * A secret of the environment: the variable itself, or the content of the file that the variable with `_FILE` behind its name
 * names, as secrets are mounted into containers. A byte order mark and the line break at the end are no part of it.
 */
export const secretFrom = (
  environment: Readonly<Record<string, string | undefined>>,
  name: string
): string | undefined => {
  const value = environment[name] || undefined
  const file = environment[`${name}_FILE`] || undefined
  if (file === undefined) return value
  const field = `${name}_FILE`
  if (value !== undefined) throw new InvalidInput({ field, reason: `${name} is set, too. Set one of them.` })
  const content = contentOf(file, field)
  if (content !== "") return content
  throw new InvalidInput({ field, reason: "The file is empty. Write the secret into it, or unset the variable." })
}

const contentOf = (file: string, field: string): string => {
  try {
    return readFileSync(file, "utf8")
      .replace(/^\uFEFF/, "")
      .trimEnd()
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException
    throw new InvalidInput({
      field,
      reason: `The file cannot be read (${code}). Check that it is there and that this user may read it.`
    })
  }
}
