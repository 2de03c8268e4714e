import { AuditEvent, AuditEventId, Run, RunId, Task, TaskId, uuidv7 } from "@genie/store/model"
import { describe, expect, it } from "vitest"
import { auditEventListView } from "../src/views/auditEventViews.ts"
import { runListView } from "../src/views/runViews.ts"
import { taskListView } from "../src/views/taskViews.ts"

const now = new Date("2027-01-01T09:00:00Z")
const narrow = { width: 60, canColor: false, now }

const run = (attempt: number, attemptsMax: number): Run =>
  new Run({
    id: RunId.make(uuidv7()),
    name: "docs",
    queue: "work",
    project: null,
    priority: "normal",
    state: "failed",
    scheduleId: null,
    triggerId: null,
    taskId: null,
    holder: null,
    command: null,
    payload: null,
    directory: null,
    timeoutMs: null,
    attempt,
    attemptsMax,
    retryOf: null,
    traceId: "",
    dueAt: now,
    enqueuedBy: "ana",
    enqueuedAt: now,
    workerId: null,
    startedAt: now,
    finishedAt: now,
    durationMs: 10,
    exitCode: 1,
    signal: null,
    failureKind: "exit",
    failureMessage: "It failed.",
    result: null,
    outputTail: null,
    outputBytes: null
  })

const task = (title: string, dueAt: Date | null): Task =>
  new Task({
    id: TaskId.make(uuidv7()),
    key: "SHOP-1",
    project: "SHOP",
    board: "software",
    column: "build",
    category: "active",
    status: "ready",
    title,
    body: "",
    acceptance: "",
    priority: "normal",
    startAt: null,
    dueAt,
    effort: null,
    parent: null,
    heldBy: null,
    heldReason: null,
    queue: null,
    payload: null,
    digest: "",
    externalId: null,
    externalUrl: null,
    wishFile: null,
    groupName: null,
    assignees: [],
    tags: [],
    openBlockers: 0,
    run: null,
    revision: 1,
    enteredAt: now,
    createdBy: "ana",
    createdAt: now,
    updatedBy: "ana",
    updatedAt: now,
    closedAt: null
  })

const lines = (text: string) => text.split("\n").slice(1)

describe("a list at a terminal", () => {
  it("counts the tries that were planned, and after a retry by hand only those there were", () => {
    const shown = runListView({ items: [run(1, 3), run(2, 1)], next: null }, { ...narrow, width: 200 })

    expect(lines(shown).map((line) => line.split(/\s+/).at(-1))).toEqual(["1/3", "2"])
  })

  it("shows the id of an audit event whole, however narrow the screen is: it is what `audit show` takes", () => {
    const id = AuditEventId.make(uuidv7())
    const event = new AuditEvent({
      id,
      log: uuidv7(),
      project: "SHOP",
      seq: 12,
      at: now,
      actor: { kind: "human", handle: "ana-with-a-long-handle" },
      action: "schedule.created",
      target: { type: "schedule", id: "a-schedule-with-a-long-name" },
      outcome: "done",
      requestId: null,
      details: null,
      rowHmac: ""
    })

    expect(auditEventListView({ items: [event], next: null }, narrow)).toContain(id)
  })

  it("marks a task that is overdue", () => {
    const items = [task("Late", new Date("2026-12-31T09:00:00Z")), task("Early", new Date("2027-01-02T09:00:00Z"))]

    const [late, early] = lines(taskListView({ items, next: null }, { ...narrow, width: 200 }, {}))

    expect(late).toContain("overdue")
    expect(early).not.toContain("overdue")
  })
})
