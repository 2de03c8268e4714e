// Packs every package into `packed/`, and prints the line that installs them into a project: `pnpm packages:pack`.
import { join } from "node:path"
import { root, workspacePackages } from "../tree/workspacePackages.ts"
import { packInto } from "./packInto.ts"

const directory = join(root, "packed")
for (const one of workspacePackages) await packInto(directory, one)
console.log(`In your project: npm install kysely '${directory}'/*.tgz`)
