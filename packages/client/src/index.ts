export type { Json, JsonArray, JsonObject } from "@genie/operation/promised"
export type { Target } from "./httpClientTo.ts"
export {
  type Client,
  type ClientOptions,
  openClient,
  type RemoteActors,
  type RemoteAudit,
  type RemoteBoards,
  type RemoteProjects,
  type RemoteRuns,
  type RemoteSchedules,
  type RemoteSystem,
  type RemoteTasks,
  type RemoteWorkers
} from "./openClient.ts"
