/**
 * What a stranger gets: every package is packed as it would be published, looked at by `publint` and `attw`, and installed
 * into a project outside this workspace, where its types are checked and a program runs.
 */
import { execFile } from "node:child_process"
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, delimiter, join } from "node:path"
import { promisify } from "node:util"
import { root, workspacePackages } from "../tree/workspacePackages.ts"
import { consumerManifest } from "./consumerManifest.ts"
import { closedDoorsProgram, doorsProgram } from "./doorsProgram.ts"
import { packInto } from "./packInto.ts"

const directory = await mkdtemp(join(tmpdir(), "genie-packages-"))
const tarballs = new Map<string, string>()
let failed = 0

try {
  for (const one of workspacePackages)
    await step(`pack ${one.manifest.name}`, async () => {
      tarballs.set(one.manifest.name, await packInto(directory, one))
    })

  for (const [name, tarball] of tarballs) {
    await step(`publint ${name}`, () => run("publint", ["run", tarball, "--strict"], root))
    // CommonJS programs import ESM since Node 20.19; nothing here is for older resolutions.
    await step(`attw ${name}`, () => run("attw", [tarball, "--profile", "esm-only"], root))
  }

  if (failed === 0) await consumer()
  if (failed === 0) await consumerOfPglite()
  if (failed === 0) await consumerWithNpm()
  if (failed === 0) await image()
} finally {
  await rm(directory, { recursive: true, force: true })
}
if (failed > 0) {
  console.error(`${failed} of these do not hold for a package that somebody installs.`)
  process.exitCode = 1
}

async function consumer(): Promise<void> {
  const project = join(directory, "consumer")
  await cp(join(import.meta.dirname, "consumer"), project, { recursive: true })
  await writeFile(join(project, "doors.ts"), doorsProgram(workspacePackages))
  const { manifest, workspace } = consumerManifest(tarballs, await versionsHere())
  await writeFile(join(project, "package.json"), manifest)
  await writeFile(join(project, "pnpm-workspace.yaml"), workspace)

  await step("install the packages into another project", () =>
    run("pnpm", ["install", "--prefer-offline", "--no-frozen-lockfile"], project)
  )
  for (const resolution of ["nodenext", "bundler"])
    await step(`check its types with moduleResolution ${resolution}`, () =>
      run("tsc", ["-p", `tsconfig.${resolution}.json`], project)
    )
  await step("run a program in it", () => run(process.execPath, ["program.ts"], project))
  await step("open every door in it", () => run(process.execPath, ["doors.ts"], project))
  await step("run its genie", () => run(join(project, "node_modules/.bin/genie"), ["--help"], project))
  await consumerWithOldNode(project)
}

/** An older Node says in a sentence what is missing, at every door and at the command. */
async function consumerWithOldNode(project: string): Promise<void> {
  const node = await oldNode()
  if (node === undefined) return console.log("– an older Node is told so: this machine has none to try it with")

  const sentence = /^Genie needs Node 24 or newer, and this is Node [\d.]+\. Get it from https:\/\/nodejs\.org/
  await writeFile(join(project, "closedDoors.mjs"), closedDoorsProgram(workspacePackages))
  await step("tell an older Node so at every door", async () => {
    const said = JSON.parse(await run(node, ["closedDoors.mjs"], project)) as Record<string, string>
    const other = Object.entries(said).filter(([, words]) => !sentence.test(words))
    if (other.length > 0) throw new Error(other.map(([door, words]) => `${door}: ${words}`).join("\n"))
  })
  await step("tell an older Node so at the command", () =>
    run(node, [join(project, "node_modules/@genie/cli/dist/genie.js"), "--help"], project).then(
      () => Promise.reject(new Error("It runs.")),
      (error: { readonly stderr: string }) => {
        if (!sentence.test(error.stderr.replace("genie: ", ""))) throw error
      }
    )
  )
}

/** A Node on the path that is too old. CI begins with one. */
async function oldNode(): Promise<string | undefined> {
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    const node = join(directory, "node")
    const version = await promisify(execFile)(node, ["--version"]).catch(() => undefined)
    if (version !== undefined && Number.parseInt(version.stdout.slice(1), 10) < 24) return node
  }
  return undefined
}

/** The embedded database alone: its package and Kysely, and nothing else of this workspace. */
async function consumerOfPglite(): Promise<void> {
  const project = join(directory, "consumer-of-pglite")
  await mkdir(project)
  await cp(join(import.meta.dirname, "consumer/pglite.ts"), join(project, "program.ts"))
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }))
  const { kysely } = await versionsHere()

  await step("install the embedded database alone", () =>
    run("npm", ["install", "--no-audit", "--no-fund", tarballs.get("@genie/pglite")!, `kysely@${kysely}`], project)
  )
  await step("run a program on it", () => run(process.execPath, ["program.ts"], project))
}

/** The line that `packages:pack` prints for a project whose packages npm installs. */
async function consumerWithNpm(): Promise<void> {
  const project = join(directory, "consumer-with-npm")
  await cp(join(import.meta.dirname, "consumer"), project, { recursive: true })
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }))
  const { kysely } = await versionsHere()

  await step("install the packages into a project with npm", () =>
    run("npm", ["install", "--no-audit", "--no-fund", `kysely@${kysely}`, ...tarballs.values()], project)
  )
  await step("run a program in that project", () => run(process.execPath, ["program.ts"], project))
}

/** What the `Dockerfile` of the documentation runs, without Docker: its packages are installed, and its command is there. */
async function image(): Promise<void> {
  const page = await readFile(join(root, "docs/services.md"), "utf8")
  const install = /^RUN (npm init .*)$/m.exec(page)![1]!
  const packed = join(directory, "packed")
  const project = join(directory, "image")
  await mkdir(packed)
  await mkdir(project)
  for (const tarball of tarballs.values()) await cp(tarball, join(packed, basename(tarball)))

  await step("install what the image installs", () =>
    run("sh", ["-c", install.replaceAll("/tmp/packed", `'${packed}'`)], project)
  )
  await step("run the genie of the image", () => run(join(project, "node_modules/.bin/genie"), ["--version"], project))
}

/** The versions that this workspace is tested with are those a program gets. */
async function versionsHere() {
  const version = async (name: string, from: string) =>
    (JSON.parse(await readFile(join(root, from, "node_modules", name, "package.json"), "utf8")) as { version: string })
      .version
  return {
    kysely: await version("kysely", "packages/store"),
    effect: await version("effect", "."),
    "@types/node": await version("@types/node", ".")
  }
}

async function step(name: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  try {
    await work()
    console.log(`✓ ${name} (${Math.round(performance.now() - startedAt)} ms)`)
  } catch (error) {
    failed++
    console.error(`✗ ${name}\n${said(error)}`)
  }
}

/** What it printed. Nothing here takes two minutes; what does is stuck. */
async function run(command: string, args: ReadonlyArray<string>, cwd: string): Promise<string> {
  const path = `${join(root, "node_modules/.bin")}:${process.env.PATH}`
  const { stdout } = await promisify(execFile)(command, args, {
    cwd,
    env: { ...process.env, PATH: path, FORCE_COLOR: "0" },
    timeout: 120_000,
    maxBuffer: 64 * 1024 * 1024
  })
  return stdout
}

function said(error: unknown): string {
  const { message, stderr, stdout } = error as { message: string; stderr?: string; stdout?: string }
  return [stdout, stderr].filter((text) => text !== undefined && text !== "").join("\n") || message
}
