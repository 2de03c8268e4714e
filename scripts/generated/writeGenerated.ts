import { readFileSync, writeFileSync } from "node:fs"

/** A file that is read off something else. */
export interface GeneratedFile {
  /** From the root. */
  readonly file: string
  readonly text: string
}

/** Writes generated files. With `--check` it only says which are not what their source says, and the command fails. */
export const writeGenerated = (source: string, files: ReadonlyArray<GeneratedFile>): void => {
  const isCheck = process.argv.includes("--check")

  const drifted = files.filter(({ file, text }) => {
    if (!isCheck) writeFileSync(new URL(file, root), text)
    return isCheck && readFileSync(new URL(file, root), "utf8") !== text
  })

  if (drifted.length > 0) {
    const names = drifted.map(({ file }) => file).join(", ")
    console.error(`These files are not what ${source}: ${names}. Run \`pnpm generate\` and commit.`)
    process.exitCode = 1
  }
}

const root = new URL("../../", import.meta.url)
