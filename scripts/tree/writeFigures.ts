// Writes the figures of `evidence/` into the pages that quote them: `node scripts/tree/writeFigures.ts`.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { withFigures } from "./figures.ts"
import { markdownFiles } from "./markdownFiles.ts"
import { root } from "./workspacePackages.ts"

for (const { path, text } of markdownFiles()) {
  const written = withFigures(text)
  if (written === text) continue
  writeFileSync(join(root, path), written)
  console.log(path)
}
