// What runs say, at the command line: as it comes, each stream where it belongs, and by whom it was done.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { home } from "./genie.ts"

const idIn = (stdout: string) => /as (\w{8})/.exec(stdout)![1]!

describe("the output of a run", () => {
  it("is followed as it comes, byte for byte, and ends with the run", async () => {
    await using it = home()
    const line = `printf '\\033[1mbegun\\033[0m\\n'; echo careful >&2; while [ ! -e go ]; do sleep 0.05; done; printf end`
    const id = idIn((await it.genie("enqueue", "shell", "--directory", it.path, "--run", line)).stdout)

    const follow = it.start("run", "output", id, "--follow")
    await follow.said("begun")
    await follow.said("careful")
    writeFileSync(join(it.path, "go"), "")

    expect(await follow.ended).toEqual({ exitCode: 0, stdout: "\u001b[1mbegun\u001b[0m\nend", stderr: "careful\n" })
    const events = (await it.genie("run", "output", id, "--json", "--after", "1")).stdout.trim().split("\n")
    expect(events.map((event) => JSON.parse(event).seq)).not.toContain(1)
  })

  it("is not there for a run that is not, and says so", async () => {
    await using it = home()

    const refused = await it.genie("run", "output", "ffffffff", "--follow")

    expect(refused).toMatchObject({ exitCode: 4, stdout: "", stderr: expect.stringContaining('no run "ffffffff"') })
  })

  it("what a worker's command does with genie is done by an agent, in the same directory", async () => {
    await using it = home()
    const worker = it.start("worker", "--queue", "work", "--exec", 'echo "$GENIE_ACTOR in $GENIE_HOME"')
    await worker.said("Serving work")
    const named = it.start("worker", "--queue", "named", "--exec", 'echo "$GENIE_ACTOR"', "--actor", "agent:engineer-1")
    await named.said("Serving named")

    const ids = [await it.genie("enqueue", "work"), await it.genie("enqueue", "named")].map(({ stdout }) =>
      idIn(stdout)
    )
    const said = await Promise.all(ids.map((id) => it.genie("run", "output", id, "--follow")))
    worker.signal("SIGINT")
    named.signal("SIGINT")

    expect(said.map(({ stdout }) => stdout)).toEqual([`agent:work in ${it.path}\n`, "agent:engineer-1\n"])
    expect([(await worker.ended).exitCode, (await named.ended).exitCode]).toEqual([0, 0])
    const claims = await it.genie("audit", "list", "--action", "run.claimed", "--actor", "engineer-1", "--json")
    expect(JSON.parse(claims.stdout).items[0].actor).toMatchObject({ handle: "engineer-1", kind: "agent" })
  })
})
