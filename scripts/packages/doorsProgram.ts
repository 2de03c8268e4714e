import { posix } from "node:path"
import type { WorkspacePackage } from "../tree/workspacePackages.ts"

/** Opened by who brings a test runner, or not meant to be imported: it is a program. */
const notOpened = ["@genie/store/testing", "@genie/cli"]

/** A program that opens every door of every package. */
export function doorsProgram(packages: ReadonlyArray<WorkspacePackage>): string {
  const doors = packages
    .flatMap(({ manifest }) => Object.keys(manifest.exports ?? {}).map((door) => posix.join(manifest.name, door)))
    .filter((door) => !door.endsWith("/package.json") && !notOpened.includes(door))
  return [
    ...doors.map((door, index) => `import * as door${index} from "${door}"`),
    `const doors: ReadonlyArray<object> = [${doors.map((_, index) => `door${index}`).join(", ")}]`,
    'if (doors.some((door) => Object.keys(door).length === 0)) throw new Error("A door leads nowhere.")',
    ""
  ].join("\n")
}
