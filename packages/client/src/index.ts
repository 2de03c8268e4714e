export type { Target } from "./httpClientTo.ts"
export {
  type Client,
  type ClientOptions,
  openClient,
  type RemoteAudit,
  type RemoteRuns,
  type RemoteSchedules,
  type RemoteSystem,
  type RemoteWorkers
} from "./openClient.ts"
