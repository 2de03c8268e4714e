import { type Screen, table } from "@genie/operation/commands"
import type { Project } from "@genie/store/model"
import { age } from "./age.ts"
import { fields } from "./fields.ts"
import { instant } from "./instant.ts"
import { more } from "./more.ts"
import { next as nextCommand } from "./next.ts"

/** Projects, by key. */
export const projectListView = (
  { items, next }: { readonly items: ReadonlyArray<Project>; readonly next: string | null },
  screen: Screen
): string =>
  items.length === 0
    ? 'There is no project yet. A git repository gets one with its first task: genie task create "What is to be done"'
    : table(
        items,
        {
          key: { value: ({ key }) => key, isWhole: true },
          name: ({ name }) => name,
          open: { value: ({ openTasks }) => String(openTasks), align: "right" },
          repository: ({ repoPath }) => repoPath ?? "-",
          age: { value: ({ createdAt }) => age(createdAt, screen), align: "right" }
        },
        screen
      ) + more(next)

/** A project in full. */
export const projectView = (project: Project, screen: Screen): string =>
  fields(
    {
      project: project.key,
      name: project.name,
      repository: project.repoPath ?? "none: its tasks are named with --project",
      tasks: `${project.openTasks} open`,
      created: instant(project.createdAt, screen),
      id: project.id
    },
    screen
  ) + nextCommand(`genie board show ${project.key}`, screen)

/** What is said of a project whose repository is elsewhere now. */
export const projectSetView = ({ key, repoPath }: Project): string =>
  repoPath === null
    ? `${key} has no repository now: its tasks are named with --project ${key}.`
    : `The repository of ${key} is ${repoPath} now.`

/** What is said of a new project. */
export const projectCreatedView = ({ key, name, repoPath }: Project, screen: Screen): string =>
  `Created the project ${key} "${name}"${repoPath === null ? "" : `, at ${repoPath}`}.${nextCommand(
    `genie task create "What is to be done"${repoPath === null ? ` --project ${key}` : ""}`,
    screen
  )}`
