import { existsSync } from "node:fs"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { delimiter, join } from "node:path"

/** Where the shim goes, and what it starts. */
export interface ShimOptions {
  /** The checkout that `genie` runs from. */
  readonly checkout: string
  /** The directory of the shim. */
  readonly directory: string
  /** The `PATH` of the shell that asked. */
  readonly path: string
}

/** The file is there and was not written by Genie. */
export class ShimInTheWay extends Error {
  override readonly name = "ShimInTheWay"

  constructor(file: string) {
    super(`${file} is not a shim of Genie, so it stays as it is. Choose another directory: GENIE_SHIM_DIR=~/bin`)
  }
}

/**
 * Writes an executable `genie` that runs the command line of this checkout on the checkout's own Node 24.
 *
 * Answers the sentences to print: where the shim is, and how to reach it when its directory is not on the path.
 *
 * @throws ShimInTheWay when another program has the name.
 */
export const installShim = async ({ checkout, directory, path }: ShimOptions): Promise<ReadonlyArray<string>> => {
  const file = join(directory, "genie")
  if (existsSync(file) && !(await readFile(file, "utf8")).includes(MARK)) throw new ShimInTheWay(file)

  await mkdir(directory, { recursive: true })
  await writeFile(file, shim(checkout), { mode: 0o755 })

  const installed = `genie is installed: ${file}. It runs this checkout.`
  const isOnPath = path.split(delimiter).includes(directory)
  return isOnPath ? [installed] : [installed, `Put it on your path: export PATH=${quoted(directory)}:"$PATH"`]
}

/** Tells a shim from any other program. */
const MARK = "# Genie's shim: written by `pnpm install-genie`."

const shim = (checkout: string): string => `#!/bin/sh
${MARK}
exec ${quoted(join(checkout, "node_modules/node/bin/node"))} ${quoted(join(checkout, "apps/cli/dist/genie.js"))} "$@"
`

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
