// Requests that nobody would send, generated from the contracts, against a whole Genie in a process of its own, on both
// engines. No answer is a 5xx, hangs, or has a status that its operation does not declare; memory stays flat; what was
// stored reads back; and afterwards healthy work is done as before.
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startPostgres } from "@genie/store/testing"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { brokenAfterwards } from "./brokenAfterwards.ts"
import { furnish } from "./furnish.ts"
import { left } from "./operations.ts"
import { missedIn, planted } from "./planted.ts"
import { round } from "./round.ts"
import { Target } from "./Target.ts"

/** After this part of the requests every operation was used, and memory should not grow any more. */
const WARM_AFTER = 0.3

/** So much more memory at the end is no leak: garbage that is not collected yet, and rows in caches. */
const GROWTH_MAX = 1.6

export const harness: Harness = {
  size: 20_000,
  async run(options) {
    const embedded = await onOne("embedded", undefined, options)
    const server = await startPostgres(18)
    const postgres = await onOne("postgres 18", server.url, options).finally(() => server.stop())
    const both = [embedded, postgres]
    return {
      broken: both.flatMap(({ broken, on }) => broken.map((promise) => `${on}: ${promise}`)),
      figure: `${both
        .map(
          ({ on, reached, operations, sent, serverErrors }) =>
            `${sent} requests on ${on} (${reached} of ${operations} operations did something), ${serverErrors} × 5xx`
        )
        .join("; ")}`,
      numbers: { left, engines: both }
    }
  }
}

/** All the requests against one engine. */
async function onOne(on: string, database: string | undefined, { seed, signal, size }: HarnessOptions) {
  const startedAt = performance.now()
  const home = await mkdtemp(join(tmpdir(), "genie-fuzz-"))
  const target = await Target.start(home, database)
  try {
    const { token, url } = target
    let warmMegabytes = 0
    const onProgress = (sent: number) => {
      if (sent % 2_000 === 0) console.log(`${on}: ${sent} of ${size} requests, ${target.megabytes} MB`)
      if (warmMegabytes === 0 && sent >= size * WARM_AFTER) warmMegabytes = target.megabytes
    }
    const control = missedIn(await planted({ url, token, seed, size, signal }))
    const { altered, problems, ...found } = await round({
      url,
      token,
      seed,
      size,
      signal,
      onProgress,
      known: await furnish(url, token)
    })
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    const ended = target.end
    const endMegabytes = ended === undefined ? target.megabytes : 0
    const afterwards = ended === undefined ? await brokenAfterwards(url, token) : []
    for (const { example, problem, times } of problems) console.log(`${on}: ${problem} (${times} times): ${example}`)
    const serverErrors = Object.entries(found.statuses).reduce(
      (sum, [status, times]) => (/^5/.test(status) ? sum + times : sum),
      0
    )
    return {
      on,
      sent: size,
      seconds,
      serverErrors,
      warmMegabytes,
      endMegabytes,
      ...found,
      problems,
      broken: [
        ...control.map((fault) => `the planted fault is not found: ${fault}`),
        ...problems.map(({ problem, times }) => `${problem} (${times} times)`),
        ...altered,
        ...(ended === undefined ? [] : [`the server ended: ${ended}`]),
        ...(endMegabytes > warmMegabytes * GROWTH_MAX
          ? [`memory grew from ${warmMegabytes} to ${endMegabytes} MB`]
          : []),
        ...(found.reached < found.operations * REACHED_LEAST
          ? [`only ${found.reached} of ${found.operations} operations ever did something`]
          : []),
        ...afterwards.map((promise) => `afterwards not true: ${promise}`)
      ]
    }
  } finally {
    await target.stop()
    await rm(home, { recursive: true, force: true })
  }
}

/** Fewer operations that answer with success would mean that the generator only knocks at doors. */
const REACHED_LEAST = 0.35
