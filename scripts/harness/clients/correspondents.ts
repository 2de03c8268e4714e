// A process in which many clients write to the owner of a directory, each over connections of its own:
// `node correspondents.ts SOCKET FIRST COUNT ROUNDS`. Each thing that was acknowledged is said in a line: what it is, its id,
// whose, which one, and its digest.
import { writeSync } from "node:fs"
import { openClient } from "@genie/client"
import { LARGE_BYTES, SMALL_BYTES } from "./bytes.ts"
import { type Letter, letter, wrongIn } from "./letter.ts"

const [socketPath = "", ...numbers] = process.argv.slice(2)
const [first = 0, count = 0, rounds = 0] = numbers.map(Number)

/** A task's payload may be 256 KB. */
const TASK_BYTES = 240_000

const say = (...words: ReadonlyArray<string | number>) => writeSync(1, `${words.join(" ")}\n`)

await Promise.all(Array.from({ length: count }, (_, index) => correspond(first + index)))

async function correspond(client: number): Promise<void> {
  const actor = `client-${client}`
  await using genie = await openClient({ socketPath, actor: { handle: actor, kind: "service" } })
  const compare = (sent: Letter, came: unknown) => {
    const problem = wrongIn(sent, (came ?? {}) as Partial<Letter>)
    if (problem !== undefined) say("wrong", problem)
  }

  for (let round = 0; round < rounds; round++) {
    const runs = [letter(client, round * 3, LARGE_BYTES), letter(client, round * 3 + 1, SMALL_BYTES)]
    for (const sent of runs) {
      const name = `${client}:${sent.number}`
      const run = await genie.runs.enqueue({ queue: actor, name, payload: { ...sent } })
      say("run", run.id, client, sent.number, sent.digest)
      compare(sent, run.payload)
      compare(sent, (await genie.runs.show({ run: run.id })).payload)
    }

    const sent = letter(client, round * 3 + 2, TASK_BYTES)
    const title = `${client}:${sent.number}`
    const task = await genie.tasks.create({ project: "MAIL", title, payload: { ...sent } })
    say("task", task.id, client, sent.number, sent.digest)
    compare(sent, task.payload)
  }
}
