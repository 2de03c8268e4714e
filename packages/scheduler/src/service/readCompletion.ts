import { RunOutcome } from "@genie/store/model"
import { Result, Schema } from "effect"
import { Completion, type Lease } from "../contract/WorkersGroup.ts"
import { storableCompletion } from "../storable/storableCompletion.ts"
import { unstorableEnd } from "../storable/unstorableEnd.ts"
import { readItem, readLease } from "./readItem.ts"

/** One item of a completion, as it is recorded, and what is wrong with it, if anything. */
export interface ReadCompletion {
  /** Absent when it names no lease: then it ends nothing. */
  readonly completion?: Completion
  readonly problem?: string
}

/** Reads whatever a worker sent as the end of a run. An end that cannot be stored is still an end: the run has failed. */
export const readCompletion = (item: unknown): ReadCompletion => {
  const lease = readLease(item)
  if (Result.isFailure(lease)) return { problem: `It names no lease. ${lease.failure.message}` }
  const completion = read(item)
  if (Result.isSuccess(completion)) return storableCompletion(completion.success)
  return unreadable(
    lease.success,
    Reflect.get(Object(item), "outcome"),
    `The end of the run cannot be stored: ${completion.failure}`
  )
}

const read = readItem(Completion)

const unreadable = ({ fence, run }: Lease, outcome: unknown, problem: string): ReadCompletion => ({
  completion: unstorableEnd({ run, fence, outcome: isOutcome(outcome) ? outcome : "failed" }, problem),
  problem
})

const isOutcome = Schema.is(RunOutcome)
