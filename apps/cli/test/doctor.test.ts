import { rmSync, truncateSync } from "node:fs"
import { join } from "node:path"
import type { Checkup } from "@genie/store/doctor"
import { useDisk } from "@genie/store/testing"
import { describe, expect, it } from "vitest"
import { doctorView } from "../src/views/doctorView.ts"
import { home } from "./genie.ts"

useDisk()

// An owner is started, and an engine opens a copy, on a machine that may be busy.
describe("genie doctor", () => {
  it("finds nothing wrong beside a live owner, with one that left, and in a copy of the database", async () => {
    await using it = home()
    await it.genie("enqueue", "q")

    const beside = await it.genie("doctor")
    const owner = it.owner()!
    await it.genie("down")
    const after = await it.genie("doctor", it.path, "--deep")

    expect(beside.exitCode).toBe(0)
    expect(beside.stdout).toMatch(new RegExp(`✓ owner +Process ${owner.pid} \\(genie.*\\) has it open`))
    expect(beside.stdout).toMatch(/✓ socket +Its owner answers at /)
    expect(after).toMatchObject({ exitCode: 0, stderr: "" })
    expect(after.stdout).toMatch(/✓ control +Shut down in order/)
    expect(after.stdout).toMatch(/✓ relations +\d+ tables and \d+ indexes are whole/)
    expect(after.stdout).toContain("\nNothing is wrong.\n")
  })

  it("says of an owner that is stopped how it goes on, and does not wait for it", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")
    up.signal("SIGSTOP")

    const asked = await it.genie("doctor")
    up.signal("SIGCONT")

    expect(asked.exitCode).toBe(0)
    expect(asked.stdout).toMatch(/! owner +Process \d+ \(genie up, .+\) has it open and is stopped/)
    expect(asked.stdout).toContain(`kill -CONT ${up.pid}\n`)
  })

  it("exits with 1 where something is wrong, and says it to programs too", async () => {
    await using it = home()
    await it.genie("enqueue", "q")
    await it.genie("down")
    truncateSync(join(it.path, "pg", "global", "pg_control"), 100)

    const asked = await it.genie("doctor")
    const json = await it.genie("doctor", "--json")

    expect(asked.exitCode).toBe(1)
    expect(asked.stdout).toMatch(/✗ control +".+pg_control" is 100 bytes long and must be 8,192\./)
    expect(asked.stdout).toContain("→ Start nothing here, and copy the directory as it is")
    expect(json.exitCode).toBe(1)
    const checkup: Checkup = JSON.parse(json.stdout)
    expect(checkup).toMatchObject({ directory: it.path, isHealthy: false })
    expect(checkup.findings.filter(({ verdict }) => verdict === "problem").map(({ check }) => check)).toEqual([
      "control"
    ])
  })

  it("makes nothing where nothing is", async () => {
    await using it = home()
    rmSync(it.path, { recursive: true })

    const asked = await it.genie("doctor", it.path)

    expect(asked.exitCode).toBe(1)
    expect(asked.stdout).toContain("It does not exist.")
  })
})

describe("what a doctor says", () => {
  it("is broken between words on a narrow screen, except what is to be typed", () => {
    const view = doctorView(
      {
        directory: "/home/ana/.genie",
        isHealthy: true,
        todo: [],
        findings: [
          { check: "room", verdict: "ok", seen: "34 GB are free.", todo: [] },
          {
            check: "owner",
            verdict: "warning",
            seen: "Process 4121 (genie up) has it open and is stopped.",
            todo: [{ sentence: "Let it go on, and then ask again.", command: "kill -CONT 4121 # and nothing else" }]
          }
        ]
      },
      { width: 34, canColor: false, now: new Date() }
    )

    expect(view).toBe(
      [
        "/home/ana/.genie",
        "",
        "✓ room   34 GB are free.",
        "! owner  Process 4121 (genie up)",
        "         has it open and is",
        "         stopped.",
        "         → Let it go on, and then",
        "           ask again.",
        "           kill -CONT 4121 # and nothing else",
        "",
        "1 warning."
      ].join("\n")
    )
  })
})
