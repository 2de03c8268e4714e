// The declarations that `pnpm generate` writes are the types of the contracts: what is derived from a contract and what is
// declared take each other's inputs, and answer the same. A difference does not compile.
import type { AuditApi, AuditGroup } from "@genie/audit/contract"
import type { SystemApi, SystemGroup } from "@genie/client/api"
import type { ActorsApi, ActorsGroup, ProjectsApi, ProjectsGroup } from "@genie/identity/contract"
import type { Promised } from "@genie/operation/promised"
import type {
  RunsApi,
  RunsGroup,
  SchedulesApi,
  SchedulesGroup,
  WorkersApi,
  WorkersGroup
} from "@genie/scheduler/contract"
import type { BoardsApi, BoardsGroup, TasksApi, TasksGroup } from "@genie/tasks/contract"

type Call = (input: never, options?: never) => unknown

/** The names of the operations that are declared as something else than what their contract says. */
type Drifted<Declared, Derived> = {
  [K in keyof Declared | keyof Derived]: K extends keyof Declared & keyof Derived
    ? IsSame<Declared[K] & Call, Derived[K] & Call> extends true
      ? never
      : K
    : K
}[keyof Declared | keyof Derived]

/** Ids are plain strings where they are declared, so an answer only has to be what was declared. */
type IsSame<Declared extends Call, Derived extends Call> = [Parameters<Declared>[0], Parameters<Derived>[0]] extends [
  Parameters<Derived>[0],
  Parameters<Declared>[0]
]
  ? ReturnType<Derived> extends ReturnType<Declared>
    ? true
    : false
  : false

type Nothing<T extends never> = T

export type Checked = [
  Nothing<Drifted<SchedulesApi, Promised<typeof SchedulesGroup>>>,
  Nothing<Drifted<RunsApi, Promised<typeof RunsGroup>>>,
  Nothing<Drifted<WorkersApi, Promised<typeof WorkersGroup>>>,
  Nothing<Drifted<TasksApi, Promised<typeof TasksGroup>>>,
  Nothing<Drifted<BoardsApi, Promised<typeof BoardsGroup>>>,
  Nothing<Drifted<ProjectsApi, Promised<typeof ProjectsGroup>>>,
  Nothing<Drifted<ActorsApi, Promised<typeof ActorsGroup>>>,
  Nothing<Drifted<AuditApi, Promised<typeof AuditGroup>>>,
  Nothing<Drifted<SystemApi, Promised<typeof SystemGroup>>>
]
