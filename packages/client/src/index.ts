export type { Target } from "./httpClientTo.ts"
export {
  type Client,
  type ClientOptions,
  openClient,
  type RemoteRuns,
  type RemoteSchedules,
  type RemoteSystem,
  type RemoteWorkers
} from "./openClient.ts"
