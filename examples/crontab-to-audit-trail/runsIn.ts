import type { Terminal } from "@genie/example-terminal"

/** A run, as far as this story looks at one. */
export interface Run {
  readonly id: string
  readonly state: string
  readonly exitCode: number | null
  readonly retryOf: string | null
}

interface Page {
  readonly items: ReadonlyArray<Run>
}

/** Ways to wait for runs in a terminal. */
export const runsIn = (terminal: Terminal) => {
  /** Lists runs until they are as they are waited for. */
  const runs = (filter: ReadonlyArray<string>, isEnough: (runs: ReadonlyArray<Run>) => boolean) =>
    terminal.until<Page>(["run", "list", ...filter], ({ items }) => isEnough(items))

  /** The newest of these runs, once it is as it is waited for. */
  const newest = async (filter: ReadonlyArray<string>, isEnough: (run: Run) => boolean): Promise<Run> => {
    const { items } = await runs(filter, ([newest]) => newest !== undefined && isEnough(newest))
    return items[0]!
  }

  return { runs, newest }
}
