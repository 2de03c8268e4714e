import { InvalidInput } from "@genie/operation"
import { commands, printableLine } from "@genie/operation/commands"
import { TASKS_COUNTED_MAX, Tasks, TasksGroup } from "@genie/tasks/contract"
import { Effect } from "effect"
import * as Command from "effect/cli/Command"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { introduceRepository } from "../repository/introduceRepository.ts"
import { repositoryToKeep } from "../repository/repositoryNamed.ts"
import { reasonsView } from "../views/reasonViews.ts"
import { taskDetailView } from "../views/taskDetailView.ts"
import { taskHistoryView } from "../views/taskHistoryView.ts"
import { taskLogView } from "../views/taskLogView.ts"
import {
  approvalAskedView,
  checkoutView,
  commentListView,
  commentView,
  taskCreatedView,
  taskListView,
  taskView
} from "../views/taskViews.ts"
import { emptyWithoutProject } from "./emptyWithoutProject.ts"
import { everywhere, projectHere } from "./projectHere.ts"
import { thisTask } from "./thisTask.ts"
import { typed } from "./typed.ts"

/** What is typed of one task. */
const ofTask = <I extends { readonly task: string }>(typed: I) =>
  Effect.map(thisTask("task", typed.task), (task) => ({ ...typed, task }))

/** What is typed of one task and another. */
const ofTasks = <I extends { readonly task: string; readonly on: string }>(typed: I) =>
  Effect.gen(function* () {
    return { ...typed, task: yield* thisTask("task", typed.task), on: yield* thisTask("on", typed.on) }
  })

/** `genie task …` */
export const task = commands(
  "task",
  TasksGroup,
  Tasks,
  {
    create: taskCreatedView,
    list: taskListView,
    show: taskDetailView,
    why: reasonsView,
    update: taskView(({ key, revision }) => `Changed ${key}, which is at revision ${revision} now.`),
    move: taskView(),
    assign: taskView(({ key }, { actor, role = "assignee" }) => `${actor} is ${role} of ${key}.`),
    unassign: taskView(({ key }, { actor, role = "assignee" }) => `${actor} is no ${role} of ${key}.`),
    addActor: taskView(({ assignees, key }) => `${key} is assigned to ${named(assignees)}.`),
    block: taskView(),
    unblock: taskView(),
    addDependency: taskView(),
    removeDependency: taskView(),
    tag: taskView(({ key, tags }) => `${key} is tagged ${named(tags)}.`),
    untag: taskView(({ key, tags }) => `${key} is tagged ${tags.length === 0 ? "with nothing" : named(tags)}.`),
    checkout: checkoutView,
    renew: checkoutView,
    release: taskView(({ key }) => `Gave ${key} back.`),
    complete: taskView(({ key }) => `Your part of ${key} is done.`),
    ask: approvalAskedView,
    approve: taskView(({ key }) => `Approved ${key}.`),
    reject: taskView(({ key }) => `Rejected ${key}.`),
    comment: commentView,
    comments: commentListView,
    history: taskHistoryView,
    count: ({ count }) => (count > TASKS_COUNTED_MAX ? `more than ${TASKS_COUNTED_MAX}` : String(count)),
    tags: (tags) =>
      tags.length === 0
        ? "No tags yet: genie task tag TASK TAG"
        : tags.map(({ name }) => printableLine(name)).join("\n"),
    log: taskLogView
  },
  {
    description: "Create tasks, look at them, and move them through the gates of their board",
    omit: ["ready", "explain", "claim"],
    rename: { addDependency: "dep", removeDependency: "undep" },
    aliases: { list: "ls" },
    brief: {
      list: ["key", "status", "priority", "title", "column", "assignees", "run.holder"],
      create: ["key", "status", "title", "column", "revision"],
      show: [
        "task.key",
        "task.status",
        "task.title",
        "task.body",
        "task.acceptance",
        "task.column",
        "task.run.holder",
        "why"
      ],
      comments: ["author.handle", "createdAt", "body"]
    },
    spellings: {
      create: { description: "body", label: "tag", depends: "depends-on" },
      update: { description: "body" },
      list: { label: "tag" },
      comment: { message: "body", text: "body" },
      block: { message: "reason" },
      reject: { message: "reason" }
    },
    typed,
    filled: { create: { origin: "unwritten", firstCommit: "unwritten" } },
    flags: { list: everywhere, count: everywhere, tags: everywhere },
    prepare: {
      create: (typed) =>
        Effect.gen(function* () {
          const { dependsOn, parent, repoPath } = typed
          return {
            ...(repoPath === undefined
              ? projectHere(typed)
              : { ...typed, repoPath: yield* repositoryToKeep(repoPath) }),
            ...(typeof parent === "string" && { parent: yield* thisTask("parent", parent) }),
            ...(dependsOn !== undefined && {
              dependsOn: yield* Effect.forEach(dependsOn, (other) => thisTask("dependsOn", other))
            })
          }
        }),
      list: (typed, flags) => Effect.succeed(projectHere(typed, flags)),
      count: (typed, flags) => Effect.succeed(projectHere(typed, flags)),
      tags: (typed, flags) => Effect.succeed(projectHere(typed, flags)),
      show: ofTask,
      why: ofTask,
      update: (typed) =>
        Object.keys(typed).some((field) => field !== "task" && field !== "revision")
          ? ofTask(typed)
          : Effect.fail(
              new InvalidInput({ reason: "What is to be changed? Say it with a flag: --title, --priority, …" })
            ),
      move: ofTask,
      assign: ofTask,
      unassign: ofTask,
      addActor: ofTask,
      block: ofTask,
      unblock: ofTask,
      addDependency: ofTasks,
      removeDependency: ofTasks,
      tag: ofTask,
      untag: ofTask,
      checkout: ofTask,
      renew: ofTask,
      release: ofTask,
      complete: ofTask,
      ask: ofTask,
      approve: ofTask,
      reject: ofTask,
      // What an agent says of its task belongs to the run in which it says it. Of another task it is a word like others.
      comment: (typed) =>
        Effect.map(ofTask(typed), (input) => {
          const { GENIE_RUN_ID: run, GENIE_TASK: its } = process.env
          return run && input.task.toUpperCase() === its?.toUpperCase() ? { run, ...input } : input
        }),
      comments: ofTask,
      history: ofTask,
      log: ofTask
    }
  }
).pipe(Command.provide(introduceRepository), Command.provide(emptyWithoutProject), Command.provide(servicesLayer))

const named = (names: ReadonlyArray<string>) => (names.length === 0 ? "nobody" : names.join(", "))
