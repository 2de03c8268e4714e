// A worker with one command of its own (`--exec`): who may enqueue must not choose what its host executes.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { afterAll, describe, expect, test } from "vitest"
import { ClaimedRun } from "../src/contract/ClaimedRun.ts"
import { absoluteCommand } from "../src/process/absoluteCommand.ts"
import { performCommand } from "../src/service/performCommand.ts"

const root = realpathSync(mkdtempSync(join(tmpdir(), "genie exec ")))
afterAll(() => rmSync(root, { recursive: true }))
const own = join(root, "own")
const other = join(root, "other")
const outside = join(root, "outside")
for (const directory of [own, join(own, "inner"), other, outside]) mkdirSync(directory, { recursive: true })

const script = (path: string, text: string) => {
  writeFileSync(path, text)
  chmodSync(path, 0o755)
  return path
}
script(join(own, "agent.sh"), "#!/bin/sh\necho the worker\\'s agent in $(pwd)\n")
for (const place of [join(own, "inner"), other, outside])
  script(join(place, "agent.sh"), `#!/bin/sh\ntouch '${root}/broken-in'; echo another agent\n`)

const claimed = (fields: Partial<typeof ClaimedRun.Type>) =>
  ClaimedRun.make(
    {
      id: "0199f1c2-7a3b-7c4d-8e5f-0123456789ab",
      fence: 1,
      idempotencyKey: "0199f1c2-7a3b-7c4d-8e5f-0123456789ab:main",
      name: "work",
      queue: "work",
      command: null,
      payload: { order: 7 },
      directory: null,
      environment: {},
      stdin: null,
      leftovers: "end",
      timeoutMs: null,
      attempt: 1,
      scheduleId: null,
      triggerId: null,
      taskId: null,
      traceId: "0199f1c27a3b7c4d8e5f0123456789ab",
      leaseMs: 60_000,
      ...fields
    } as typeof ClaimedRun.Type,
    { disableChecks: true }
  )

const done = async (command: string, fields: Partial<typeof ClaimedRun.Type>, directories = [own]) => {
  const notes: Array<string> = []
  const perform = performCommand({ directory: own, exec: { command, directories } })
  const result = await Effect.runPromise(
    perform(claimed(fields), new AbortController().signal, (kind, text) => kind === "note" && void notes.push(text))
  )
  return { ...result, notes }
}

describe("a run that a worker's own command does", () => {
  test("gives its payload, its task and its project", async () => {
    const result = await done('cat; echo " $GENIE_TASK $GENIE_PROJECT in $(pwd)"', {
      environment: { GENIE_TASK: "SHOP-12", GENIE_PROJECT: "SHOP" }
    })

    expect(result).toMatchObject({ outcome: "succeeded", notes: [] })
    expect(result.outputTail).toBe(`{"order":7} SHOP-12 SHOP in ${own}\n`)
  })

  test("gives no environment: what it names is left out, and a note says so", async () => {
    const environment = {
      SHELL: `${outside}/agent.sh`,
      PATH: outside,
      BASH_ENV: `${outside}/agent.sh`,
      ENV: `${outside}/agent.sh`,
      LD_PRELOAD: `${outside}/agent.sh`,
      LD_LIBRARY_PATH: outside,
      NODE_OPTIONS: `--require=${outside}/agent.js`,
      NODE_PATH: outside,
      GIT_SSH_COMMAND: `${outside}/agent.sh`,
      GIT_DIR: outside,
      PYTHONSTARTUP: `${outside}/agent.sh`,
      PERL5OPT: "-Mevil",
      IFS: "/",
      HOME: outside,
      TZ: "Mars",
      LC_ALL: "evil"
    }
    const command = "bash -c 'env | sort'"

    const plain = await done(command, {})
    const attacked = await done(command, { environment })
    const few = await done("true", { environment: { GENIE_TASK: "SHOP-1", REGION: "eu", IFS: "/" } })

    expect(plain.outputTail).toContain("GENIE_RUN_ID=")
    expect(attacked.outputTail!.replace(/^– .*\n/, "")).toBe(plain.outputTail)
    expect(attacked.notes).toMatchObject([expect.stringMatching(/It left out: the variable SHELL, .* and 6 more\.$/)])
    expect(few.notes).toEqual([
      "This worker takes payload, task and project from a run. It left out: the variable REGION, the variable IFS."
    ])
    expect(readdirSync(root)).not.toContain("broken-in")
  })

  test("gives neither its own command nor a standard input", async () => {
    const result = await done("cat", { command: `touch '${root}/broken-in'`, stdin: "not the payload" })

    expect(result.outputTail).toMatch(/It left out: the standard input, the command\.\n\{"order":7\}$/)
    expect(readdirSync(root)).not.toContain("broken-in")
  })

  test("works in a directory that is allowed, and below it", async () => {
    expect(await done("pwd", { directory: join(own, "inner") })).toMatchObject({ outputTail: `${own}/inner\n` })
    expect(await done("pwd", { directory: `${other}/../own` })).toMatchObject({ outputTail: `${own}\n` })
    expect(await done("pwd", { directory: other }, [own, other])).toMatchObject({ outputTail: `${other}\n` })
  })

  symlinkSync(outside, join(own, "link"))
  test.each([
    ["another one", outside],
    ["the one above", root],
    ["the root", "/"],
    ["a link that leads out", join(own, "link")],
    ["dots that lead out", `${own}/inner/../../outside`],
    ["a name that only begins like an allowed one", `${own}-too`],
    ["a relative one", "inner"],
    ["an empty one", ""],
    ["one that is not there", join(own, "nowhere")]
  ])("does not work in %s: it fails and says why", async (_what, directory) => {
    mkdirSync(`${own}-too`, { recursive: true })

    const result = await done("./agent.sh", { directory })

    expect(result).toMatchObject({ outcome: "failed", failureKind: "spawn" })
    expect(result.failureMessage).toMatch(
      /^(This worker does not work in the directory ".+--allow-directory|The directory ".*" (is not an absolute path|does not exist))/
    )
    expect(readdirSync(root)).not.toContain("broken-in")
  })

  test.each([
    ["./agent.sh --fast"],
    ["A=1 ./agent.sh"],
    ['"./agent.sh"'],
    ["'./agent.sh' | cat"],
    ["sh agent.sh"],
    ["sh ./agent.sh"]
  ])("is done by the %s beside the worker, wherever the run works", async (command) => {
    const result = await done(command, { directory: join(own, "inner") })

    expect(result.outputTail).toBe(`the worker's agent in ${own}/inner\n`)
    expect(readdirSync(root)).not.toContain("broken-in")
  })

  test("finds no program in the run's directory through a relative PATH", async () => {
    const before = process.env.PATH
    process.env.PATH = `:.:${before}`
    const result = await done("agent.sh", { directory: join(own, "inner") }).finally(() => (process.env.PATH = before))

    expect(result).toMatchObject({ outcome: "failed", exitCode: 127 })
    expect(readdirSync(root)).not.toContain("broken-in")
  })
})

test.each([
  ["/opt/agent.sh", "/opt/agent.sh"],
  ["agent --flag", "agent --flag"],
  ["npm run build", "npm run build"],
  ["node --import ./a.js agent.js", "node --import ./a.js agent.js"],
  ["$AGENT/run.sh", "$AGENT/run.sh"],
  ["sub/agent.sh; rm -f x", "'/tmp/my place/sub/agent.sh'; rm -f x"],
  ["", ""]
])("the command %j is, wherever it runs, %j", (line, absolute) => {
  expect(absoluteCommand(line, "/tmp/my place")).toBe(absolute)
})
