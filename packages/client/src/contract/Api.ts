import { AuditGroup } from "@genie/audit/contract"
import { ActorsGroup, ProjectsGroup } from "@genie/identity/contract"
import { RunsGroup, SchedulesGroup, WorkersGroup } from "@genie/scheduler/contract"
import { BoardsGroup, TasksGroup } from "@genie/tasks/contract"
import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { Authorization } from "./Authorization.ts"
import { SessionGroup } from "./SessionGroup.ts"
import { SystemGroup } from "./SystemGroup.ts"
import { version } from "./version.ts"

/** Everything that can be asked of Genie, as one API. It imports contracts only. */
export const Api = HttpApi.make("genie")
  .add(ProjectsGroup, BoardsGroup, TasksGroup, ActorsGroup)
  .add(SchedulesGroup, RunsGroup, WorkersGroup, AuditGroup, SystemGroup)
  .middleware(Authorization)
  // Whoever signs in has nothing to show yet.
  .add(SessionGroup)
  .annotate(OpenApi.Title, "Genie")
  .annotate(OpenApi.Version, version)
  .annotate(
    OpenApi.Description,
    "Tasks on boards with gates that hold, schedules that never lose their place, runs under leases, and a sealed audit log."
  )
