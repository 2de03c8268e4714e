import { Actors, Projects } from "@genie/identity/contract"
import { Notifications } from "@genie/store/database"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { EXTERNAL_ID_LENGTH_MAX } from "../src/contract/TasksGroup.ts"
import { PAYLOAD_BYTES_MAX } from "../src/service/digestOf.ts"
import { pipelineOf } from "./pipelineOf.ts"
import { as, audited, tasksLayer } from "./tasksLayer.ts"

/** Makes a project with this key, and says how to create a task in it. */
const inProject = Effect.fnUntraced(function* (project: string) {
  yield* Effect.orDie((yield* Projects).create({ name: project, key: project }))
  const { create } = yield* Tasks
  return (title: string, rest: Partial<Parameters<typeof create>[0]> = {}) => create({ project, title, ...rest })
})

const messageOf = <A, E extends { readonly message: string }, R>(refused: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(refused), ({ message }) => message)

onEveryBackend("Writing tasks", tasksLayer, (it) => {
  it.effect("a new task has what was said of it, and stands in the first column", () =>
    Effect.gen(function* () {
      yield* setClock("2026-03-02T12:00:00Z")
      const create = yield* inProject("SHOP")
      yield* (yield* Actors).create({ handle: "engineer-1", kind: "agent" })
      const epic = yield* create("Sign in")

      const task = yield* create("Implement auth middleware", {
        body: "Every request.\n\n- tokens\n\t- sessions",
        acceptance: "Nobody gets in without one.",
        priority: "high",
        due: "in 3d",
        effort: "M",
        parent: epic.key.toLowerCase(),
        payload: { branch: "auth" },
        wishFile: ".genie/wishes/auth-fix/WISH.md",
        groupName: "1",
        assignees: ["engineer-1", "engineer-1"],
        tags: ["security", "backend"]
      })

      expect(task).toMatchObject({
        key: "SHOP-2",
        project: "SHOP",
        board: "software",
        column: "draft",
        category: "backlog",
        status: "ready",
        priority: "high",
        dueAt: new Date("2026-03-05T12:00:00Z"),
        effort: "M",
        parent: "SHOP-1",
        payload: { branch: "auth" },
        wishFile: ".genie/wishes/auth-fix/WISH.md",
        groupName: "1",
        assignees: ["engineer-1"],
        revision: 1,
        createdBy: "ana",
        closedAt: null
      })
      expect(new Set(task.tags)).toEqual(new Set(["backend", "security"]))
      expect(yield* audited).toContain("task.created done")
    })
  )

  it.effect("a task begins in a column of what is to be done, not in the middle of the work", () =>
    Effect.gen(function* () {
      const create = yield* inProject("BEGIN")

      expect((yield* create("Wished for", { column: "wish" })).column).toBe("wish")
      expect(yield* messageOf(create("Past the gates", { column: "review" }))).toBe(
        "column: tasks of BEGIN do not begin in review, but in draft or brainstorm or wish"
      )
      expect(yield* messageOf(create("Nowhere", { column: "wsh" }))).toBe(
        'There is no column "wsh". Did you mean "wish"?'
      )
      expect(yield* messageOf(create("Nowhere", { board: "garden" }))).toBe(
        'BEGIN has no board "garden". It has: software.'
      )
    })
  )

  it.effect("what was pasted from a terminal is kept as it is, with its colors and its bells", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const create = yield* inProject("PASTE")
      const body = "\u001b[31mred\u001b[0m\f\u0007\u009b2J\u202e\r\n\ttext"

      const task = yield* create("\u001b[1mbold\u001b[0m", { body })
      const comment = yield* tasks.comment({ task: task.key, body })

      expect(yield* tasks.show({ task: task.key })).toMatchObject({ task: { title: "\u001b[1mbold\u001b[0m", body } })
      expect(comment.body).toBe(body)
    })
  )

  it.effect("what cannot be kept, shown or read is refused by its field, and no number is lost", () =>
    Effect.gen(function* () {
      const create = yield* inProject("BAD")

      expect(yield* messageOf(create("x\0y"))).toBe("title: contains a NUL character.")
      expect(yield* messageOf(create("x\ny"))).toBe("title: contains the control character U+000A.")
      expect(yield* messageOf(create("x\u202ey"))).toBe("title: contains the control character U+202E.")
      expect(yield* messageOf(create(" x"))).toBe("title: begins or ends with a blank.")
      expect(yield* messageOf(create("x", { body: "\udfff" }))).toMatch(/^body: .*half a character/)
      expect(yield* messageOf(create("x", { start: "soon" }))).toMatch(/^start: "soon" is not a time/)
      expect(yield* messageOf(create("x", { due: "2027-02-30" }))).toMatch(/^due: .*no such day/)
      expect(yield* messageOf(create("x", { effort: "x".repeat(51) }))).toMatch(/^effort: has more than 50 characters/)
      expect(yield* messageOf(create("x", { payload: { a: "\0" } }))).toMatch(/^payload: /)
      expect(yield* messageOf(create("x", { payload: 2 ** 60 }))).toMatch(/^payload: .*send it as a string/)
      expect(yield* messageOf(create("x", { payload: "x".repeat(PAYLOAD_BYTES_MAX) }))).toMatch(
        /^payload: .*bytes long/
      )
      expect(yield* messageOf(create("x", { tags: ["ok", "a\nb"] }))).toBe(
        "tags[1]: contains the control character U+000A."
      )
      expect(yield* messageOf(create("x", { parent: "BAD-99" }))).toBe('There is no task "BAD-99".')
      expect(yield* messageOf(create("x", { dependsOn: ["nonsense"] }))).toBe('There is no task "nonsense".')
      expect(yield* messageOf(create("x", { assignees: ["nobody-at-all"] }))).toMatch(/Nobody is called/)

      expect((yield* create("At last")).key).toBe("BAD-1")
    })
  )

  it.effect("of 20 who create with one idempotency key at once, all get the one task", () =>
    Effect.gen(function* () {
      const create = yield* inProject("ONCE")

      const made = yield* Effect.all(
        Array.from({ length: 20 }, () => create("Order 7", { idempotencyKey: "order-7" })),
        { concurrency: "unbounded" }
      )

      expect(new Set(made.map(({ id }) => id)).size).toBe(1)
      expect((yield* create("Another", { idempotencyKey: "order-8" })).key).toBe("ONCE-2")
    })
  )

  it.effect("an idempotency key stands for one content: another is refused by the names of its fields", () =>
    Effect.gen(function* () {
      yield* (yield* Actors).create({ handle: "engineer-7", kind: "agent" })
      const create = yield* inProject("KEYED")
      const other = yield* inProject("KEYTOO")
      const said = { body: "secret", tags: ["a", "b"], due: "in 3d", idempotencyKey: "order-7" }
      const first = yield* create("Order 7", said)

      const again = yield* create("Order 7", { ...said, priority: "normal", assignees: [], payload: {} })
      const elsewhere = yield* other("Order 8", said)
      const refused = yield* Effect.flip(create("Order 8", { ...said, tags: ["a"], assignees: ["engineer-7"] }))

      expect(again.key).toBe(first.key)
      expect(elsewhere.key).toBe("KEYTOO-1")
      expect(refused).toMatchObject({ _tag: "IdempotencyConflict", differs: ["assignees", "tags", "title"] })
      expect(refused.message).toBe(
        'The idempotency key "order-7" belongs to KEYED-1, which differs in assignees, tags and title. Use a new key for other work.'
      )
    })
  )

  it.effect("an idempotency key is kept for 30 days after its task is closed, and as long as it is open", () =>
    Effect.gen(function* () {
      const create = yield* inProject("KEPT")
      const tasks = yield* Tasks
      yield* setClock("2026-03-02T12:00:00Z")
      const [open, closed] = [
        yield* create("Open", { idempotencyKey: "open" }),
        yield* create("Closed", { idempotencyKey: "closed" })
      ]
      yield* tasks.move({ task: closed.key, to: "cancelled" })

      yield* setClock("2026-04-01T12:00:00Z")
      const atTheEnd = yield* create("Closed", { idempotencyKey: "closed" })
      yield* setClock("2026-04-01T12:00:01Z")
      const afresh = yield* create("Something else", { idempotencyKey: "closed" })
      const stillOpen = yield* create("Open", { idempotencyKey: "open" })

      expect(atTheEnd.key).toBe(closed.key)
      expect(afresh.key).toBe("KEPT-3")
      expect(stillOpen.key).toBe(open.key)
    })
  )

  it.effect("an id elsewhere is one task's in its project", () =>
    Effect.gen(function* () {
      const create = yield* inProject("EXTERN")
      const tasks = yield* Tasks
      yield* create("First", { externalId: "JIRA-1" })
      const second = yield* create("Second")
      const sentence = "externalId: is that of another task of the project"

      expect(yield* messageOf(create("Third", { externalId: "JIRA-1" }))).toBe(sentence)
      expect(yield* messageOf(tasks.update({ task: second.key, externalId: "JIRA-1" }))).toBe(sentence)
    })
  )

  it.effect("a start in the future makes a task scheduled, and now makes it ready", () =>
    Effect.gen(function* () {
      yield* setClock("2026-03-02T12:00:00Z")
      const create = yield* inProject("LATER")
      const tasks = yield* Tasks

      const task = yield* create("Sow", { start: "in 10m" })
      const begun = yield* tasks.update({ task: task.key, start: "now" })
      const freed = yield* tasks.update({ task: task.key, start: null })

      expect(task).toMatchObject({ status: "scheduled", startAt: new Date("2026-03-02T12:10:00Z") })
      expect(begun).toMatchObject({ status: "ready", startAt: new Date("2026-03-02T12:00:00Z"), revision: 2 })
      expect(freed.startAt).toBeNull()
    })
  )

  it.effect("a change of start, queue or words is in the run that waits for a worker, and there is one", () =>
    Effect.gen(function* () {
      yield* setClock("2026-03-02T12:00:00Z")
      const create = yield* inProject("QUEUED")
      const tasks = yield* Tasks
      const task = yield* create("Plan", { column: "wish" })
      expect(task).toMatchObject({ status: "queued", run: { queue: "wish" } })

      const postponed = yield* tasks.update({ task: task.key, start: "in 1h" })
      const requeued = yield* tasks.update({ task: task.key, start: null, queue: "planners" })

      expect(postponed.status).toBe("scheduled")
      expect(postponed.run?.id).not.toBe(task.run?.id)
      expect(requeued).toMatchObject({ status: "queued", run: { queue: "planners" } })
    })
  )

  it.effect("an update changes what was said and nothing else; one that changes nothing is none", () =>
    Effect.gen(function* () {
      const create = yield* inProject("EDIT")
      const tasks = yield* Tasks
      const task = yield* create("Draft", { body: "Old", effort: "3", payload: { b: 1, a: 2 } })

      const same = yield* tasks.update({ task: task.key, title: "Draft", payload: { a: 2, b: 1 } })
      const changed = yield* tasks.update({ task: task.key, body: "New", effort: null }).pipe(as("bo"))

      expect(same).toEqual(task)
      expect(changed).toMatchObject({ title: "Draft", body: "New", effort: null, revision: 2, updatedBy: "bo" })
      expect(changed.digest).not.toBe(task.digest)
      expect((yield* tasks.update({ task: task.key, body: "Old", priority: "low" })).digest).toBe(task.digest)
    })
  )

  it.effect("whoever changes what has changed since they looked is refused, and told what was done by whom", () =>
    Effect.gen(function* () {
      const create = yield* inProject("STALE")
      const tasks = yield* Tasks
      const task = yield* create("Both want it")
      yield* tasks.update({ task: task.key, title: "Bo has it" }).pipe(as("bo"))

      expect(yield* messageOf(tasks.update({ task: task.key, title: "Ana has it", revision: 1 }))).toMatch(
        /^STALE-1 is at revision 2, not 1: updated by bo/
      )
      expect((yield* tasks.update({ task: task.key, title: "Ana has it", revision: 2 })).title).toBe("Ana has it")
    })
  )

  it.effect("a task cannot be a part of its own parts", () =>
    Effect.gen(function* () {
      const create = yield* inProject("FAMILY")
      const tasks = yield* Tasks
      const root = yield* create("Root")
      const branch = yield* create("Branch", { parent: root.key })
      const leaf = yield* create("Leaf", { parent: branch.key })

      const refused = yield* Effect.flip(tasks.update({ task: root.key, parent: leaf.key }))
      const itself = yield* Effect.flip(tasks.update({ task: root.key, parent: root.key }))

      expect(refused).toMatchObject({ path: ["FAMILY-1", "FAMILY-3", "FAMILY-2", "FAMILY-1"] })
      expect(itself).toMatchObject({ path: ["FAMILY-1", "FAMILY-1"] })
      expect((yield* tasks.update({ task: leaf.key, parent: null })).parent).toBeNull()
    })
  )

  it.effect("who is on a task is known, told once, and taken off again", () =>
    Effect.gen(function* () {
      const create = yield* inProject("PEOPLE")
      const tasks = yield* Tasks
      const actors = yield* Actors
      const { key } = yield* create("Carry")
      yield* actors.create({ handle: "carrier", kind: "human" })

      const assigned = yield* tasks.assign({ task: key, actor: "carrier" })
      const again = yield* tasks.assign({ task: key, actor: "carrier" })
      const watched = yield* tasks.assign({ task: key, actor: "carrier", role: "watcher" })
      const free = yield* tasks.unassign({ task: key, actor: "carrier" })

      expect(assigned).toMatchObject({ assignees: ["carrier"], revision: 2 })
      expect(again.revision).toBe(2)
      expect(watched).toMatchObject({ assignees: ["carrier"], revision: 3 })
      expect(free).toMatchObject({ assignees: [], revision: 4 })
      expect(yield* messageOf(tasks.assign({ task: key, actor: "carier" }))).toBe(
        'Nobody is called "carier". Did you mean "carrier"?'
      )
      yield* actors.disable({ actor: "carrier" })
      expect(yield* messageOf(tasks.assign({ task: key, actor: "carrier" }))).toMatch(/"carrier" is disabled/)
    })
  )

  it.effect("somebody known elsewhere is introduced once, under a handle that is free", () =>
    Effect.gen(function* () {
      const create = yield* inProject("ELSE")
      const tasks = yield* Tasks
      const actors = yield* Actors
      const { key } = yield* create("Integrate")
      yield* actors.create({ handle: "omni-9", kind: "human" })

      yield* tasks.addActor({ task: key, actorType: "local", actorId: "engineer-9" })
      yield* tasks.addActor({ task: key, actorType: "omni_agent", actorId: "omni-9" })
      yield* tasks.addActor({ task: key, actorType: "genie_os_user", actorId: "u-9", role: "reviewer" })
      const task = yield* tasks.addActor({ task: key, actorType: "omni_agent", actorId: "omni-9" })

      expect(new Set(task.assignees)).toEqual(new Set(["engineer-9", "omni-9-2"]))
      expect(yield* actors.show({ actor: "engineer-9" })).toMatchObject({ kind: "agent", externalType: "local" })
      expect(yield* actors.show({ actor: "omni-9-2" })).toMatchObject({ kind: "agent", externalId: "omni-9" })
      expect(yield* actors.show({ actor: "u-9" })).toMatchObject({ kind: "human" })
    })
  )

  it.effect("a label is the project's, whoever made it, and is painted where it is given", () =>
    Effect.gen(function* () {
      const create = yield* inProject("LABEL")
      const tasks = yield* Tasks
      const made = yield* Effect.all(
        Array.from({ length: 10 }, (_, index) => create(`Task ${index}`, { tags: ["urgent", "infra"] })),
        { concurrency: "unbounded" }
      )

      const { key } = made[0]!
      const painted = yield* tasks.tag({ task: key, tag: "urgent", color: "red" })
      const tagged = yield* tasks.tag({ task: key, tag: "new" })
      const untagged = yield* tasks.untag({ task: key, tag: "infra" })

      expect(painted.revision).toBe(1)
      expect(new Set(tagged.tags)).toEqual(new Set(["infra", "new", "urgent"]))
      expect(new Set(untagged.tags)).toEqual(new Set(["new", "urgent"]))
      expect((yield* tasks.untag({ task: key, tag: "infra" })).revision).toBe(untagged.revision)
    })
  )

  it.effect("a comment is said by somebody, told to those who listen, and does not change the task", () =>
    Effect.gen(function* () {
      const create = yield* inProject("TALK")
      const tasks = yield* Tasks
      const notifications = yield* Notifications
      const task = yield* create("Discuss")
      const heard = new Set<string>()
      yield* notifications.subscribe("genie_message", (payload) => payload !== undefined && heard.add(payload))

      const first = yield* tasks.comment({ task: task.key, body: "Why?\n\nI wonder." })
      const second = yield* tasks.comment({ task: task.key, body: "Because." }).pipe(as("bot", "agent"))

      expect(first).toMatchObject({ author: { handle: "ana", kind: "human" }, body: "Why?\n\nI wonder.", run: null })
      expect(second).toMatchObject({ author: { handle: "bot", kind: "agent" } })
      const { items } = yield* tasks.comments({ task: task.key })
      expect(items.map(({ body }) => body)).toEqual(["Why?\n\nI wonder.", "Because."])
      expect((yield* tasks.show({ task: task.key })).task.revision).toBe(1)
      expect([...heard].map((payload) => payload.split(":").slice(1))).toEqual([
        [first.id, "ana"],
        [second.id, "bot"]
      ])
      expect(yield* messageOf(tasks.comment({ task: task.key, body: " \n " }))).toBe("body: is empty")
      expect(yield* messageOf(tasks.comment({ task: task.key, body: "x", run: "ffff" }))).toMatch(/^run: is no run/)
    })
  )

  it.effect("a column whose gate is taken away lets go what waited for it", () =>
    Effect.gen(function* () {
      const create = yield* inProject("OPENED")
      const boards = yield* Boards
      const tasks = yield* Tasks
      const { key } = yield* create("Wait")

      yield* boards.changeColumn({
        project: "OPENED",
        board: "software",
        column: "draft",
        gate: null,
        autoAdvance: true
      })

      expect((yield* tasks.show({ task: key })).task.column).toBe("brainstorm")
    })
  )

  it.effect("a column takes as many as its limit says, those who begin there included", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { board, create, project } = yield* pipelineOf({ name: "inbox", category: "backlog", wipLimit: 1 })
      const first = yield* create("one")

      const refused = yield* Effect.flip(create("two"))
      yield* tasks.move({ task: first.key, to: "done" })
      const third = yield* create("three")

      expect(refused).toMatchObject({ _tag: "WipLimitReached", column: "inbox", limit: 1, tasks: [first.key] })
      expect(third.key).toBe(first.key.replace(/1$/, "2"))
      expect((yield* tasks.list({ project, board, column: "inbox" })).items).toMatchObject([{ key: third.key }])
    })
  )

  it.effect("whoever is refused for an old revision hears of the changes, and of nothing else that happened", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf({ name: "inbox", category: "backlog" })
      const { key, revision } = yield* create("one")
      yield* tasks.update({ task: key, title: "another" }).pipe(as("bob"))
      yield* Effect.repeat(tasks.comment({ task: key, body: "hello" }).pipe(as("carol")), { times: 25 })
      yield* tasks.checkout({ task: key }).pipe(as("dan"))

      const { message } = yield* Effect.flip(tasks.move({ task: key, to: "done", revision }))

      expect(message).toContain(`${key} is at revision 2, not 1: updated by bob. Look`)
    })
  )

  it.effect("somebody known elsewhere is introduced, under whatever type that place calls them", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf({ name: "inbox", category: "backlog" })
      const { key } = yield* create("one")

      const { assignees } = yield* tasks.addActor({ task: key, actorType: "constructor", actorId: "x1" })

      expect(assignees).toStrictEqual(["x1"])
      expect(yield* (yield* Actors).show({ actor: "x1" })).toMatchObject({ kind: "agent", externalType: "constructor" })
    })
  )

  it.effect("an id in another system is kept in any script up to its limit, and refused as too long above it", () =>
    Effect.gen(function* () {
      const { create } = yield* pipelineOf({ name: "inbox", category: "backlog" })
      // Different characters: what repeats itself is compressed before it is measured.
      const chinese = (length: number) =>
        Array.from({ length }, (_, nth) => String.fromCodePoint(0x4e00 + ((nth * 7919) % 20_000))).join("")

      const kept = yield* create("one", { externalId: chinese(EXTERNAL_ID_LENGTH_MAX) })
      const refused = yield* Effect.flip(create("two", { externalId: chinese(EXTERNAL_ID_LENGTH_MAX + 1) }))

      expect(kept.externalId).toHaveLength(EXTERNAL_ID_LENGTH_MAX)
      expect(refused).toMatchObject({ _tag: "InvalidInput", field: "externalId" })
      expect(refused.message).toContain("more than 600 characters")
    })
  )
})
