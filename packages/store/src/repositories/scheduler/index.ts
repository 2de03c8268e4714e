import { Layer } from "effect"
import type { Db } from "../../database/Db.ts"
import { CheckoutRepository } from "./CheckoutRepository.ts"
import { EnqueueRepository } from "./EnqueueRepository.ts"
import { LeaseRepository } from "./LeaseRepository.ts"
import { LiveRunRepository } from "./LiveRunRepository.ts"
import { RunEventRepository } from "./RunEventRepository.ts"
import { RunRepository } from "./RunRepository.ts"
import { ScheduleRepository } from "./ScheduleRepository.ts"
import { ScheduleSettlingRepository } from "./ScheduleSettlingRepository.ts"
import { StatusRepository } from "./StatusRepository.ts"
import { TriggerRepository } from "./TriggerRepository.ts"
import { WorkerRepository } from "./WorkerRepository.ts"

/** The repositories of schedules, runs and workers. */
export type SchedulerRepositories =
  | CheckoutRepository
  | EnqueueRepository
  | LeaseRepository
  | LiveRunRepository
  | RunEventRepository
  | RunRepository
  | ScheduleRepository
  | ScheduleSettlingRepository
  | StatusRepository
  | TriggerRepository
  | WorkerRepository

/** Every statement about schedules, runs and workers. */
export const layerSchedulerRepositories: Layer.Layer<SchedulerRepositories, never, Db> = Layer.mergeAll(
  CheckoutRepository.layer,
  EnqueueRepository.layer,
  LeaseRepository.layer,
  LiveRunRepository.layer,
  RunEventRepository.layer,
  RunRepository.layer,
  ScheduleRepository.layer,
  ScheduleSettlingRepository.layer,
  StatusRepository.layer,
  TriggerRepository.layer,
  WorkerRepository.layer
)

export { CheckoutRepository, type NewCheckout } from "./CheckoutRepository.ts"
export { type EnqueuedRuns, EnqueueRepository, type NewFiredRun, type NewRun } from "./EnqueueRepository.ts"
export { type ClaimedRunRow, type ClaimOptions, LeaseRepository } from "./LeaseRepository.ts"
export { type EndedRun, LiveRunRepository, type LockedTaskRun, type RunEnd } from "./LiveRunRepository.ts"
export { EVENT_BYTES_LEAST, type NewRunEvent, RunEventRepository, type RunReport } from "./RunEventRepository.ts"
export { type KeyUse, RunRepository } from "./RunRepository.ts"
export type { RunFilter } from "./runsMatching.ts"
export {
  type LockedSchedule,
  type NewSchedule,
  type ScheduleCadence,
  type ScheduleFilter,
  ScheduleRepository
} from "./ScheduleRepository.ts"
export { ScheduleSettlingRepository, type SettlingSchedule, type UnfinishedRun } from "./ScheduleSettlingRepository.ts"
export { type StatusCounts, StatusRepository } from "./StatusRepository.ts"
export {
  type FiringTrigger,
  type NewTrigger,
  type TriggerChange,
  type TriggerFilter,
  type TriggerKey,
  TriggerRepository
} from "./TriggerRepository.ts"
export { type NewWorker, SILENT_AFTER_SECONDS, type WorkerProcess, WorkerRepository } from "./WorkerRepository.ts"
