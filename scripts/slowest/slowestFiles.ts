/** One test file of a run: how long it took, with its imports and hooks, and how many tests it has. */
export interface FileTime {
  readonly path: string
  readonly ms: number
  readonly tests: number
}

/** The slowest files of a run, slowest first, one line each, under a line that says how much of the run they are. */
export const slowestFiles = (files: ReadonlyArray<FileTime>, count = FILES_SHOWN): ReadonlyArray<string> => {
  const slowest = files.toSorted((a, b) => b.ms - a.ms).slice(0, count)
  if (slowest.length === 0) return []
  const title = `Slowest files (${seconds(sum(slowest))} of ${seconds(sum(files))} spent in ${files.length} files)`
  return [
    title,
    ...slowest.map(({ ms, path, tests }) => `${seconds(ms).padStart(8)}  ${String(tests).padStart(4)} tests  ${path}`)
  ]
}

const FILES_SHOWN = 10

const sum = (files: ReadonlyArray<FileTime>) => files.reduce((total, { ms }) => total + ms, 0)

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
