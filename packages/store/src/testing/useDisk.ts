import { inject } from "vitest"
// What a run provides its tests with is declared there.
import type {} from "./globalSetup.ts"

/** Keeps the temporary files of a test file on a disk, where it is told whether data is safe. */
export const useDisk = (): void => {
  process.env.TMPDIR = inject("genieDisk")
}
