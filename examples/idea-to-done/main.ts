// From an idea to what is done, at the command line: people decide, agents work, and no gate is passed without what it
// asks for.
//
//   node examples/idea-to-done/main.ts                            on the embedded database
//   node examples/idea-to-done/main.ts --database postgres://…    on PostgreSQL
import { cp } from "node:fs/promises"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Terminal } from "@genie/example-terminal"

/** A task, as far as this story looks at one. */
interface Detail {
  readonly task: { readonly column: string; readonly status: string; readonly run: { readonly id: string } | null }
}

const { values } = parseArgs({ options: { database: { type: "string" } } })
const { database } = values

await using terminal = await Terminal.open({ actor: "human:ana", database, repository: "bookshop" })
const { genie, say } = terminal
const bruno = terminal.as("human:bruno")
const agent = terminal.as("agent:engineer-1")
await cp(join(import.meta.dirname, "agent.sh"), join(terminal.directory, "agent.sh"))

if (database !== undefined) {
  say("On PostgreSQL somebody has to be there to look after the board. It may be any machine, or several.")
  await terminal.background(["up"], "Genie is up.")
}

say("Ana is in her git repository and has an idea. The first task makes the repository a project, with a board.")
await genie("task", "create", "Implement auth middleware", "--priority", "high")
await genie("board", "show")

say("It is only a draft. A person lets it out: ana herself.")
await genie("task", "move", "BOOKSHOP-1", "brainstorm")

say("The gate of brainstorm asks for both, a person and an agent. Ana alone does not get it through.")
await genie.refused(3, "task", "move", "BOOKSHOP-1", "wish")
await genie("task", "why", "BOOKSHOP-1")

say("So an agent has to think about it. Any program can be one, in any terminal.")
const thinker = await terminal.background(
  ["worker", "--queue", "brainstorm", "--exec", "./agent.sh", "--actor", "agent:thinker"],
  "Serving brainstorm"
)
await standing("BOOKSHOP-1", ({ run }) => run === null)
await genie("task", "comments", "BOOKSHOP-1")
await thinker.stop()

say("Sessions it is. What is wanted is written down, and whoever builds it will be given that.")
await genie("task", "move", "BOOKSHOP-1", "wish")
await genie("task", "update", "BOOKSHOP-1", "--acceptance", "Nobody reads an order that is not theirs.")

say(
  "To build is the work of agents: the move enqueues a run, and a worker takes it. A move to done is too much to ask."
)
await genie("task", "move", "BOOKSHOP-1", "build")
await genie.refused(3, "task", "move", "BOOKSHOP-1", "done")
const builder = await terminal.background(
  ["worker", "--queue", "work", "--exec", "./agent.sh", "--actor", "agent:engineer-1"],
  "Serving work"
)

say("The run succeeds, the gate of build has what it asks for, and the task goes on to review by itself.")
await standing("BOOKSHOP-1", ({ column }) => column === "review")
await genie("run", "list", "--queue", "work")
await genie("task", "comments", "BOOKSHOP-1")
await builder.stop()

say("Bruno reviews it and moves it to qa. Another worker tests it, and again the task goes on by itself.")
await bruno("task", "move", "BOOKSHOP-1", "qa", "--reason", "Reads well")
const tester = await terminal.background(
  ["worker", "--queue", "qa", "--exec", "./agent.sh", "--actor", "agent:tester"],
  "Serving qa"
)
await standing("BOOKSHOP-1", ({ column }) => column === "ship")
await tester.stop()

say("Only a person ships.")
await agent.refused(3, "task", "move", "BOOKSHOP-1", "done")
await genie("task", "move", "BOOKSHOP-1", "done")
await genie("task", "history", "BOOKSHOP-1")

say("Some agents ask for work instead of being given it. They get a board of their own, with two columns before done.")
await genie(
  "board",
  "create",
  "crew",
  "--column",
  '{"name":"todo","category":"ready","gate":"agent","autoAdvance":true}',
  "--column",
  '{"name":"check","category":"review","gate":"human"}'
)
await genie("task", "create", "Choose where sessions are kept", "--board", "crew")
await genie("task", "create", "Keep the cart across visits", "--board", "crew", "--depends-on", "BOOKSHOP-2")

say("The cart waits for the other one: it cannot be called done, nobody can take it, and a circle is no way out.")
await genie.refused(3, "task", "move", "BOOKSHOP-3", "done")
await agent.refused(3, "task", "checkout", "BOOKSHOP-3")
await genie.refused(3, "task", "dep", "BOOKSHOP-2", "BOOKSHOP-3")

say("The first agent takes what is ready, most urgent first. The second one finds nothing, and waits.")
await agent("ready", "--claim", "--column", "todo")
await agent("ready", "--explain")
const waiting = terminal.start("agent:engineer-2", "ready", "--claim", "--column", "todo", "--wait", "1m")
await agent("task", "complete", "BOOKSHOP-2", "--reason", "In PostgreSQL, with the orders")

say("The agent's part is done, so the task stands in check. Ana has a look.")
await genie("board", "show", "--board", "crew")
await genie("task", "move", "BOOKSHOP-2", "done")

say("That very moment the cart is ready, and who waited has it.")
await waiting.ended()
await genie("task", "show", "BOOKSHOP-3")

say("All of it is in the project's audit log, and so is what was refused.")
await genie("audit", "list", "--limit", "8")
const verified = await genie("audit", "verify", "BOOKSHOP")
expect(verified.startsWith("Whole: "), "The log of the project is whole.")

/** Waits until a task stands as it is waited for. */
function standing(key: string, isThere: (task: Detail["task"]) => boolean) {
  return terminal.until<Detail>(["task", "show", key], ({ task }) => isThere(task))
}

function expect(holds: boolean, promise: string) {
  if (!holds) throw new Error(`This was promised, and is not so: ${promise}`)
}
