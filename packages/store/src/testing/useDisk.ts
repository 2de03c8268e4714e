import { afterAll, beforeAll, inject } from "vitest"
// What a run provides its tests with is declared there.
import type {} from "./globalSetup.ts"

/** Keeps the temporary files of a test file on a disk, where it is told whether data is safe. */
export const useDisk = (): void => {
  const before = process.env.TMPDIR
  beforeAll(() => {
    process.env.TMPDIR = inject("genieDisk")
  })
  // The next file of this worker has its own in memory again.
  afterAll(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  })
}
