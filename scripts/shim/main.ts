// Puts `genie` on the path of this user, from this checkout: `pnpm install-genie`. GENIE_SHIM_DIR names another directory.
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { installShim, ShimInTheWay } from "./installShim.ts"

try {
  const said = await installShim({
    checkout: resolve(import.meta.dirname, "../.."),
    directory: resolve(process.env.GENIE_SHIM_DIR || join(homedir(), ".local/bin")),
    path: process.env.PATH ?? ""
  })
  for (const sentence of said) console.log(sentence)
} catch (error) {
  if (!(error instanceof ShimInTheWay)) throw error
  console.error(error.message)
  process.exitCode = 1
}
