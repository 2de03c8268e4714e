import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Fiber } from "effect"
import { afterAll, describe, expect, test } from "vitest"
import type { OutputChunk } from "../src/process/OutputChunk.ts"
import { ProcessGroup } from "../src/process/ProcessGroup.ts"
import { isAlive, type ProcessIdentity } from "../src/process/ProcessIdentity.ts"
import { type CommandInput, type CommandResult, runCommand } from "../src/process/runCommand.ts"
import type { RunIdentity } from "../src/process/scrubEnvironment.ts"

const directory = mkdtempSync(join(tmpdir(), "genie-command-"))
afterAll(() => rmSync(directory, { recursive: true }))

describe("how a command ended is told exactly", () => {
  test("a command that exits with 0 succeeded, and its output is kept", async () => {
    const result = await run({ command: "echo backed up" })

    expect(result).toMatchObject({
      outcome: "succeeded",
      exitCode: 0,
      signal: null,
      tail: "backed up\n",
      tailDropped: 0
    })
    expect(result.message).toBeUndefined()
  })

  test("an exit code is the command's own", async () => {
    const result = await run({ command: "exit 7" })

    expect(result).toMatchObject({ outcome: "failed", failureKind: "exit", exitCode: 7, signal: null })
    expect(result.message).toBe("The command exited with code 7.")
  })

  test("a signal is the command's own", async () => {
    const result = await run({ command: "kill -SEGV $$" })

    expect(result).toMatchObject({ outcome: "failed", failureKind: "signal", exitCode: null, signal: "SIGSEGV" })
    expect(result.message).toBe("The command was ended by SIGSEGV.")
  })

  test("a shell that lost a program to a signal says which one", async () => {
    const result = await run({ command: "sh -c 'kill -SEGV $$'; exit $?" })

    expect(result).toMatchObject({ failureKind: "exit", exitCode: 139 })
    expect(result.message).toBe("The command exited with code 139: a program it ran was ended by SIGSEGV.")
  })

  test("a program the shell does not find is named as the cause", async () => {
    const result = await run({ command: "no-such-program-here" })

    expect(result.message).toBe("The command exited with code 127: a program it names was not found.")
    expect(result.tail).toContain("no-such-program-here")
  })
})

describe("a command runs as it would under cron", () => {
  test("a program gets its arguments untouched by a shell", async () => {
    const result = await run({ command: ["printf", "%s|", "two words", "$HOME", "*", ""] })

    expect(result.tail).toBe("two words|$HOME|*||")
  })

  test("a line runs in the directory it names, by the shell its SHELL names", async () => {
    const shell = program("shell", '#!/bin/sh\necho "shell says: $2"; pwd')

    const result = await run({ command: "hello", environment: { SHELL: shell } })

    expect(result.tail).toBe(`shell says: hello\n${directory}\n`)
  })

  test("text for standard input is fed, and without it there is none", async () => {
    const fed = await run({ command: "cat", stdin: "Dear Ana,\nall is well.\n" })
    const starved = await run({ command: "cat; echo over" })
    const unread = await run({ command: "exec <&-; echo done", stdin: "x".repeat(1_000_000) })

    expect(fed.tail).toBe("Dear Ana,\nall is well.\n")
    expect(starved.tail).toBe("over\n")
    expect(unread).toMatchObject({ outcome: "succeeded", tail: "done\n" })
  })

  test("/dev/stdout and /dev/stderr can be opened by name", async () => {
    const result = await run({ command: "echo one > /dev/stdout; echo two > /dev/stderr" })

    expect(result).toMatchObject({ tail: "one\ntwo\n", stdoutBytes: 4, stderrBytes: 4 })
  })

  test("it sees its run and its own variables, and no key of the host", async () => {
    process.env.GENIE_AUDIT_KEY = "host-audit-key"
    process.env.DATABASE_URL = "postgres://host"

    const result = await run({ command: ["env"], environment: { REGION: "eu" } }).finally(() => {
      delete process.env.GENIE_AUDIT_KEY
      delete process.env.DATABASE_URL
    })

    expect(result.tail).toContain(`GENIE_RUN_ID=${identity.runId}\n`)
    expect(result.tail).toContain("REGION=eu\n")
    expect(result.tail).not.toMatch(/DATABASE_URL|GENIE_AUDIT_KEY|NODE_|VITEST/)
  })

  test("it inherits no open file of the worker, and none of the machinery's", async () => {
    const result = await run({
      command: ["/bin/sh", "-c", "for n in 3 4 5 6 7 8 9; do (: <&$n) 2>/dev/null && echo $n; done; :"]
    })

    expect(result.tail).toBe("")
  })

  test("its run's token and its own secrets do not show in what is kept of its output", async () => {
    const result = await run({
      command: "echo $GENIE_TOKEN and $SMTP_PASSWORD",
      environment: { SMTP_PASSWORD: "correct horse" },
      identity: { ...identity, token: "run-token-0001" }
    })

    expect(result.tail).toBe("[redacted] and [redacted]\n")
  })
})

describe("nothing of a command stays behind", () => {
  test("who starts it is told the process before the command's first instruction", async () => {
    const seen: Array<string> = []

    await run({ command: "echo hello", onStart: () => seen.push("start"), onOutput: () => seen.push("output") })

    expect(seen).toEqual(["start", "output"])
  })

  test("a command that runs too long is ended", async () => {
    const result = await run({ command: "sleep 1000", timeoutMs: 50 })

    expect(result).toMatchObject({ outcome: "timed_out", failureKind: "timeout", exitCode: null, signal: "SIGTERM" })
    expect(result.message).toBe("The command ran longer than its limit of 0.05 s and was ended.")
  })

  test("a command that ignores SIGTERM is killed after the grace, with its children", async () => {
    const stubborn = await started("trap '' TERM; sh -c 'trap \"\" TERM; echo ready; while :; do sleep 0.05; done'", 1)

    stubborn.cancel(new Error("Ana cancelled the run."))
    const result = await stubborn.result

    expect(result).toMatchObject({ outcome: "cancelled", signal: "SIGKILL", message: "Ana cancelled the run." })
    await expect(Effect.runPromise(isAlive(stubborn.process))).resolves.toBe(false)
    expect(await isGroupGone(stubborn.process.pid)).toBe(true)
  })

  test("a command may use its grace to finish well", async () => {
    const polite = await started("trap 'echo saved; exit 3' TERM; echo ready; while :; do sleep 0.05; done", 1)

    polite.cancel()
    const result = await polite.result

    expect(result).toMatchObject({ outcome: "cancelled", exitCode: 3 })
    expect(result.tail).toContain("saved\n")
    expect(result.message).toBe("The command was cancelled.")
  })

  test("a stopped command is ended too", async () => {
    const stopped = await started("echo ready; kill -STOP $$; echo never", 1)

    stopped.cancel()

    expect(await stopped.result).toMatchObject({ outcome: "cancelled", signal: "SIGTERM" })
  })

  test("a run cancelled before it starts never starts", async () => {
    const result = await run({ command: `touch ${join(directory, "ran")}`, signal: AbortSignal.abort() })

    expect(result).toMatchObject({ outcome: "cancelled", exitCode: null })
    expect(await run({ command: `test -e ${join(directory, "ran")}` })).toMatchObject({ exitCode: 1 })
  })

  test("interrupting the fiber returns when the whole group is gone", async () => {
    const lines: Array<string> = []
    const [ready, isReady] = promised()
    const fiber = Effect.runFork(
      runCommand({
        ...input({ command: "sleep 1000 & echo $$; sleep 1000" }),
        onOutput: ({ text }) => {
          lines.push(text)
          isReady()
        }
      })
    )
    await ready

    await Effect.runPromise(Fiber.interrupt(fiber))

    expect(await isGroupGone(Number(lines[0]))).toBe(true)
  })

  test("what the command left running is ended with it", async () => {
    const result = await run({ command: "sleep 1000 >/dev/null 2>&1 & echo $$; exit 4" })

    expect(result).toMatchObject({ outcome: "failed", exitCode: 4 })
    expect(await isGroupGone(Number(result.tail))).toBe(true)
  })

  test("what the command left running may finish first, and is heard", async () => {
    const result = await run({ command: "(sleep 0.1; echo late) & echo early" })

    expect(result).toMatchObject({ outcome: "succeeded", tail: "early\nlate\n" })
    expect(result.note).toBeUndefined()
  })

  test("processes that a command leaves running are told by name, and how to wait for them", async () => {
    const one = await run({ command: "sleep 1000 & true" })
    const many = await run({ command: "for n in 1 2 3 4 5 6 7; do sleep 1000 & done; exit 3" })

    expect(one).toMatchObject({ outcome: "succeeded" })
    expect(one.note).toMatch(
      /^The command ended and left 1 process \(sleep \d+\) running: Genie ended it\. .*"&".*"wait"\. The option --leftovers keep lets them run on\.$/
    )
    expect(many).toMatchObject({ outcome: "failed", exitCode: 3 })
    expect(many.note).toMatch(/left 7 processes \((sleep \d+, ){5}…\) running: Genie ended them/)
  })

  test.each([
    ["under nohup", "nohup sleep 1000 >/dev/null 2>&1 &"],
    ["disowned", "sleep 1000 >/dev/null 2>&1 & disown"]
  ])("a process %s is still the command's, and is told and ended", async (_how, command) => {
    const result = await run({ command, environment: { SHELL: "/bin/bash" } })

    expect(result.note).toContain("left 1 process (sleep ")
  })

  test("a command that is stopped says nothing of its children", async () => {
    const result = await run({ command: "sleep 1000 & sleep 1000", timeoutMs: 200 })

    expect(result).toMatchObject({ outcome: "timed_out" })
    expect(result.note).toBeUndefined()
  })

  test("processes may be kept: they run on, and the result says that nobody follows them", async () => {
    const result = await run({ command: "sleep 1000 >/dev/null 2>&1 & echo $$", leftovers: "keep" })

    const group = new ProcessGroup(Number(result.tail))
    expect(result).toMatchObject({ outcome: "succeeded" })
    expect(result.note).toMatch(/left 1 process \(sleep \d+\) running\. Genie no longer follows or ends it\.$/)
    expect(group.members()).toMatchObject([{ program: "sleep" }])
    await Effect.runPromise(group.end(0))
  })

  test("a command that is stopped takes its children along, kept or not", async () => {
    const result = await run({ command: "echo $$; sleep 1000 & sleep 1000", timeoutMs: 200, leftovers: "keep" })

    expect(result).toMatchObject({ outcome: "timed_out" })
    expect(await isGroupGone(Number(result.tail))).toBe(true)
  })

  test("a listener that throws does not bring the worker down, and is not forgotten", async () => {
    const running = run({ command: "echo one; echo two", onOutput: () => expect.fail("no room") })

    await expect(running).rejects.toThrow("no room")
  })
})

describe("a command that cannot start says why", () => {
  const file = program("not-executable", "text")
  chmodSync(file, 0o644)

  test.for([
    ["a missing directory", { cwd: "/no/such/place" }, 'The directory "/no/such/place" does not exist on this host.'],
    ["a file for a directory", { cwd: file }, `"${file}" is not a directory, so no command can run in it.`],
    [
      "a file on the way",
      { cwd: join(file, "x") },
      `The directory "${file}/x" does not exist: a part of its path is a file.`
    ],
    [
      "a relative directory",
      { cwd: "work" },
      'The directory "work" is not an absolute path, and the worker\'s own says nothing.'
    ],
    [
      "a missing program",
      { command: ["/no/such/program"] },
      'The program "/no/such/program" does not exist on this host.'
    ],
    [
      "a forbidden program",
      { command: [file] },
      `The program "${file}" may not be executed by the user of this worker.`
    ],
    [
      "a program nowhere",
      { command: ["nowhere"], environment: { PATH: "/bin" } },
      'The program "nowhere" is in no directory of PATH (/bin).'
    ],
    [
      "a missing shell",
      { environment: { SHELL: "/bin/nosh" } },
      'The program "/bin/nosh" does not exist on this host.'
    ],
    ["no program", { command: [] }, "The command is empty: name a program."],
    ["NUL", { command: "echo \0" }, "The command or its directory holds a NUL character: remove it."],
    ["NUL in a variable", { environment: { A: "\0" } }, "The variable A holds a NUL character: remove it."],
    [
      "a reserved variable",
      { environment: { GENIE_FENCE: "9" } },
      "The variable GENIE_FENCE is reserved: Genie itself tells a command which run it is. Choose another name."
    ],
    [
      "a line too long",
      { command: "x".repeat(3_000_000) },
      "The command, its arguments and its variables are longer than the system allows: put them in a file."
    ]
  ] satisfies Array<[string, Partial<CommandInput>, string]>)("%s", async ([, given, message]) => {
    const result = await run({ command: "true", ...given })

    expect(result).toMatchObject({ outcome: "failed", failureKind: "spawn", exitCode: null, signal: null, message })
  })
})

const identity: RunIdentity = {
  runId: "0199f1c2-7a3b-7c4d-8e5f-0123456789ab",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  idempotencyKey: "0199f1c2-0000-7c4d-8e5f-0123456789ab:main",
  attempt: 1,
  fence: 12,
  queue: "default"
}

function input(given: Partial<CommandInput>): CommandInput {
  return { command: "true", cwd: directory, identity, graceMs: 200, ...given }
}

function run(given: Partial<CommandInput>): Promise<CommandResult> {
  return Effect.runPromise(runCommand(input(given)))
}

/** Runs until so many chunks of output were heard. */
async function started(command: string, chunks: number) {
  const controller = new AbortController()
  const [ready, isReady] = promised()
  const heard: Array<OutputChunk> = []
  let process: ProcessIdentity | undefined
  const result = run({
    command,
    signal: controller.signal,
    onStart: (begun) => {
      process = begun
    },
    onOutput: (chunk) => {
      heard.push(chunk)
      if (heard.length === chunks) isReady()
    }
  })
  await ready
  return { result, process: process!, cancel: (reason?: Error) => controller.abort(reason) }
}

function program(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text, { mode: 0o755 })
  return path
}

/** Long enough for two looks, too short for anything but a zombie to end by itself. */
function isGroupGone(leader: number): Promise<boolean> {
  return Effect.runPromise(new ProcessGroup(leader).ended(100))
}

function promised(): [Promise<void>, () => void] {
  const { promise, resolve } = Promise.withResolvers<void>()
  return [promise, resolve]
}
