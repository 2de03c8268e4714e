import { posix } from "node:path"
import type { WorkspacePackage } from "../tree/workspacePackages.ts"

/** Opened by who brings a test runner, or not meant to be imported: it is a program. */
const notOpened = ["@genie/store/testing", "@genie/cli"]

/** A program that opens every door of every package. */
export function doorsProgram(packages: ReadonlyArray<WorkspacePackage>): string {
  const doors = doorsOf(packages)
  return [
    ...doors.map((door, index) => `import * as door${index} from "${door}"`),
    `const doors: ReadonlyArray<object> = [${doors.map((_, index) => `door${index}`).join(", ")}]`,
    'if (doors.some((door) => Object.keys(door).length === 0)) throw new Error("A door leads nowhere.")',
    ""
  ].join("\n")
}

/** A program that prints what each door says to whoever it does not open for. */
export function closedDoorsProgram(packages: ReadonlyArray<WorkspacePackage>): string {
  return [
    "const said = {}",
    `for (const door of ${JSON.stringify(doorsOf(packages))}) {`,
    '  said[door] = await import(door).then(() => "It opens.", (error) => error.message)',
    "}",
    "console.log(JSON.stringify(said))",
    ""
  ].join("\n")
}

function doorsOf(packages: ReadonlyArray<WorkspacePackage>): ReadonlyArray<string> {
  return packages
    .flatMap(({ manifest }) => Object.keys(manifest.exports ?? {}).map((door) => posix.join(manifest.name, door)))
    .filter((door) => !door.endsWith("/package.json") && !notOpened.includes(door))
}
