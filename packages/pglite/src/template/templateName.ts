import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import type { Template } from "./Template.ts"

/**
 * The file name of the template for exactly this engine and these contents. One that was made for others has another
 * name, so it is never found.
 */
export function templateName({ contents }: Pick<Template, "contents">): string {
  const made = [recipe, pgliteVersion(), ...contents]
  return `template-${createHash("sha256").update(made.join("\n")).digest("hex").slice(0, 16)}.tar.zst`
}

/** Raised when `buildTemplate` makes something else of the same engine and the same contents. */
const recipe = "2"

function engineEntry(): string {
  try {
    return createRequire(import.meta.url).resolve("@electric-sql/pglite")
  } catch {
    throw new Error(
      "The embedded engine is missing. Install @electric-sql/pglite where this program finds it: bundles leave it out."
    )
  }
}

function pgliteVersion(): string {
  // Its package.json is not among its exports, and always one directory above what is.
  const entry = engineEntry()
  const { version } = JSON.parse(readFileSync(join(dirname(dirname(entry)), "package.json"), "utf8"))
  if (typeof version !== "string") throw new Error("The embedded engine does not say its version.")
  return version
}
