import { readdirSync, readFileSync } from "node:fs"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as audit from "../../packages/audit/src/contract/index.ts"
import * as client from "../../packages/client/src/contract/index.ts"
import * as identity from "../../packages/identity/src/contract/index.ts"
import * as scheduler from "../../packages/scheduler/src/contract/index.ts"
import * as model from "../../packages/store/src/model/index.ts"
import * as tasks from "../../packages/tasks/src/contract/index.ts"
import { type Declared, declarationsOf } from "./declarationsOf.ts"

/** A declaration, and the file it is in, from the root. */
export interface DeclaredFile {
  readonly file: string
  /** The list of what the contract of its package exports. */
  readonly index: string
  readonly text: string
  readonly names: ReadonlyArray<string>
}

/** Every refusal that a contract exports, by its name. */
const titles = new Map(
  [audit, client, identity, scheduler, tasks].flatMap((contract) =>
    Object.entries(contract).flatMap(([name, exported]) => {
      const title: unknown = typeof exported === "function" ? exported.prototype?.title : undefined
      return typeof title === "string" ? [[name, title] as const] : []
    })
  )
)

/** Where a class or a named type is declared, as the contract of a package imports it. */
const moduleIn =
  (owner: string) =>
  (name: string): string | undefined => {
    if (name in model) return "@genie/store/model"
    const directory = new URL(`../../packages/${owner}/src/contract/`, import.meta.url)
    const own = readdirSync(directory).find((file) =>
      new RegExp(`^export (?:class|type) ${name}\\b`, "m").test(readFileSync(new URL(file, directory), "utf8"))
    )
    return own === undefined ? undefined : `./${own}`
  }

const file = (owner: string, group: unknown, declared: Pick<Declared, "name" | "about">): DeclaredFile => ({
  file: `packages/${owner}/src/contract/${declared.name}.generated.ts`,
  index: `packages/${owner}/src/contract/index.ts`,
  ...declarationsOf(group as HttpApiGroup.Top, { ...declared, titles, moduleOf: moduleIn(owner) })
})

/** Every group that a program can call, as promises. */
export const declaredFiles: ReadonlyArray<DeclaredFile> = [
  file("scheduler", scheduler.SchedulesGroup, {
    name: "SchedulesApi",
    about: "Schedules, as promises: when something is to run, and what."
  }),
  file("scheduler", scheduler.RunsGroup, {
    name: "RunsApi",
    about: "Runs, as promises: attempts at work, which wait in a queue for a worker."
  }),
  file("scheduler", scheduler.WorkersGroup, {
    name: "WorkersApi",
    about: "Workers, as promises: what a worker of another language asks. In TypeScript `work` does all of it."
  }),
  file("tasks", tasks.TasksGroup, {
    name: "TasksApi",
    about: "Tasks, as promises: intended work, for people or agents."
  }),
  file("tasks", tasks.BoardsGroup, {
    name: "BoardsApi",
    about: "Boards, as promises: the columns of a project, and the gates between them."
  }),
  file("identity", identity.ProjectsGroup, {
    name: "ProjectsApi",
    about: "Projects, as promises: places for work, each with an audit log of its own."
  }),
  file("identity", identity.ActorsGroup, {
    name: "ActorsApi",
    about: "Actors, as promises: people, agents and programs."
  }),
  file("audit", audit.AuditGroup, {
    name: "AuditApi",
    about: "The audit log, as promises: read, followed and verified."
  }),
  file("client", client.SystemGroup, {
    name: "SystemApi",
    about: "The process that serves, as promises."
  })
]
