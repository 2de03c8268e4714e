// From a crontab to a verified audit trail, at the command line: what a newcomer would type, and what they would see.
//
//   node examples/crontab-to-audit-trail/main.ts                            on the embedded database
//   node examples/crontab-to-audit-trail/main.ts --database postgres://…    on PostgreSQL
import { cp } from "node:fs/promises"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Terminal } from "@genie/example-terminal"
import { changeOneByte } from "./changeOneByte.ts"
import { type Run, runsIn } from "./runsIn.ts"

const { values } = parseArgs({ options: { database: { type: "string" } } })
const { database } = values

await using terminal = await Terminal.open({ actor: "human:ana", database })
const { genie, say } = terminal
const { newest, runs } = runsIn(terminal)
for (const file of ["crontab", "agent.sh"]) {
  await cp(join(import.meta.dirname, file), join(terminal.directory, file))
}

if (database !== undefined) {
  say("On PostgreSQL somebody has to be there to fire schedules. It may be any machine, or several.")
  await terminal.background(["up", "--allow-shell"], "Genie is up.")
}

say("Ana has a crontab. What would become of it?")
await genie("schedule", "import", "crontab", "--dry-run")

say("A line that Genie cannot take is refused with its number, and then nothing is imported.")
await genie.refused(2, "schedule", "import", "-", {
  stdin: "0 3 * * *  ./rotate-logs\n0 25 * * *  ./never\n@reboot  ./agent\n"
})

say("Hers is fine. Importing it again would change nothing.")
await genie("schedule", "import", "crontab")
await genie("schedule", "import", "crontab")

say("What crontabs cannot say: a time zone for one line, an interval in seconds, a single date.")
await genie(
  "schedule",
  "create",
  "prices",
  "--cron",
  "*/5 9-17 * * MON-FRI",
  "--tz",
  "Asia/Tokyo",
  "--run",
  "./prices.sh"
)
await genie("schedule", "create", "pulse", "--every", "1s", "--run", 'echo "still here"')
await genie("schedule", "create", "new-year", "--at", `${nextYear()}-01-01T09:00`, "--run", "echo Happy new year")
await genie("schedule", "list")

say("The pulse has begun. Every firing is a run, with its exit code and what it printed.")
await runs(["--schedule", "pulse", "--state", "succeeded"], ({ length }) => length >= 2)
await genie("schedule", "pause", "pulse")
await genie("run", "list", "--schedule", "pulse", "--state", "succeeded")

say("The backup would run at half past two. Ana wants to see it now.")
await genie("schedule", "trigger", "nightly-backup")
const backup = await newest(["--schedule", "nightly-backup"], hasEnded)
await genie("run", "show", short(backup))
expect(backup.state === "succeeded" && backup.exitCode === 0, "The backup succeeded.")

say("A job that fails says how. Once its cause is gone, it is run again.")
await genie("schedule", "trigger", "open-the-till")
const till = await newest(["--schedule", "open-the-till"], hasEnded)
await genie("run", "show", short(till))
expect(till.state === "failed" && till.exitCode === 3, "The till failed with exit code 3.")
await terminal.write("till.key", "")
await genie("run", "retry", short(till))
await newest(["--schedule", "open-the-till"], ({ retryOf, state }) => retryOf === till.id && state === "succeeded")
await genie("run", "list", "--schedule", "open-the-till")

say("A run that takes too long is cancelled: the command gets a SIGTERM, and so does all it started.")
await genie("enqueue", "shell", "--run", "echo Counting every page; sleep 600")
const counting = await newest(["--queue", "shell"], ({ state }) => ["claimed", "running"].includes(state))
await genie("run", "cancel", short(counting), "--reason", "It can wait")
await newest(["--queue", "shell"], ({ id, state }) => id === counting.id && state === "cancelled")
await genie("run", "show", short(counting))

say("Work needs no schedule, and no shell on this machine: another terminal serves the queue of the agents.")
const worker = await terminal.background(["worker", "--queue", "agents", "--exec", "./agent.sh"], "Serving agents")
await genie("enqueue", "agents", "--payload", '{"task":"Review the returns policy"}')
const review = await newest(["--queue", "agents"], ({ state }) => state === "succeeded")
await genie("run", "show", short(review))
await worker.stop()

say("All of it is in the audit log, entry after entry, each sealed with the one before.")
await genie("audit", "list", "--limit", "8")
await genie("audit", "verify")

say("Then somebody with a database client makes ana's first entry say that it was ann. One byte.")
await terminal.stopEverybody()
const changed = await changeOneByte({ database, home: terminal.home })
console.log(`\nsql> ${changed.sql}`)
if (database !== undefined) await terminal.background(["up", "--allow-shell"], "Genie is up.")

say("The log knows.")
const verified = await genie.refused(1, "audit", "verify")
expect(verified.includes(`ntry ${changed.seq} `), `The first bad entry, ${changed.seq}, is named.`)

function nextYear(): number {
  return new Date().getFullYear() + 1
}

/** The end of an id is enough, as lists print it. */
function short({ id }: Run): string {
  return id.slice(-8)
}

function hasEnded({ state }: Run): boolean {
  return ["succeeded", "failed", "cancelled", "timed_out", "lost"].includes(state)
}

function expect(holds: boolean, promise: string) {
  if (!holds) throw new Error(`This was promised, and is not so: ${promise}`)
}
