import { accessSync, constants, statSync } from "node:fs"
import { homedir } from "node:os"
import { resolve } from "node:path"
import { quotedWhole } from "../cadence/quotedWhole.ts"
import { firstWord } from "./firstWord.ts"

/**
 * A sentence when a command begins with a path at which this host has no program now, else nothing. A hint and no
 * refusal: the program may come later, and the worker may be on another host.
 */
export const missingProgram = (command: string, directory: string): string | undefined => {
  const written = firstWord(command.replace(/^\s*~(?=\/)/, homedir()))?.word
  if (written === undefined || !written.includes("/") || written.includes("\0")) return undefined
  const path = resolve(directory, written)
  const where = written.startsWith("/") ? "" : ` in ${quotedWhole(directory)}`
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) return `There is no program ${quotedWhole(written)}${where} on this host.`
    if (found.isDirectory()) return `${quotedWhole(written)}${where} is a directory and no program.`
    accessSync(path, constants.X_OK)
    return undefined
  } catch {
    return `The program ${quotedWhole(written)}${where} may not be executed by this user.`
  }
}
