import { describe, expect, it } from "vitest"
import { home } from "./genie.ts"
import { withDatabase } from "./withDatabase.ts"

describe("genie --database", () => {
  it(
    "works on PostgreSQL without an owner, and says that nobody fires what it makes",
    withDatabase(async (url) => {
      await using it = home()

      const created = await it.genie("schedule", "create", "tick", "--every", "1h", "--run", "true", "--database", url)
      const list = await it.genieWith({ env: { DATABASE_URL: url } }, "schedule", "list", "--json")

      expect(created).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("Nobody fires it yet") })
      expect(JSON.parse(list.stdout).items.map(({ name }: { name: string }) => name)).toEqual(["tick"])
      expect(it.owner()).toBeUndefined()
    })
  )

  it(
    "genie up runs commands of a PostgreSQL only where that is allowed",
    withDatabase(async (url) => {
      await using it = home()
      const careful = it.start("up", "--database", url)
      await careful.said("Ctrl-C")
      const { stdout } = await it.genie("enqueue", "shell", "--run", "echo ran", "--database", url)
      const id = /as (\w{8})/.exec(stdout)![1]!
      const waiting = await it.genie("run", "show", id, "--database", url)
      careful.signal("SIGTERM")
      await careful.ended

      const allowing = it.start("up", "--database", url, "--allow-shell")
      const follow = it.start("audit", "feed", "--after", "start", "--database", url)
      await allowing.said("Ctrl-C")
      await follow.said("run.succeeded")
      const ran = await it.genie("run", "show", id, "--database", url)
      follow.signal("SIGINT")
      allowing.signal("SIGINT")

      expect(waiting.stdout).toMatch(/state +○ queued/)
      expect(ran.stdout).toMatch(/state +✓ succeeded/)
      expect(await allowing.ended).toMatchObject({ exitCode: 0 })
      await follow.ended
    })
  )
})
