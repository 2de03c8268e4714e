import { freshDatabase } from "@genie/store/testing"
import { Effect, Exit, Scope } from "effect"
import { type Kysely, sql } from "kysely"
import { afterAll, describe, expect, inject, it } from "vitest"
import { DependencyCycle, type OpenTasks, openTasks, ProjectNotFound, type TasksOptions } from "../src/index.ts"

const backends: ReadonlyArray<readonly [string, () => Promise<string>]> = [
  ["pglite", async () => "memory:"],
  ...inject("geniePostgres").map(({ major }) => [`postgres ${major}`, () => databaseOn(major)] as const)
]

const scope = Effect.runSync(Scope.make())
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
const databaseOn = (major: number) => Effect.runPromise(Scope.provide(freshDatabase({ major }), scope))

const open = async (database: () => Promise<string>, options: TasksOptions = {}) =>
  openTasks({ database: await database(), auditKey: "7e".repeat(32), actor: "human:ana", ...options })

/** The task once it is in this column. Its worker brings it there: there is nothing to sleep for. */
const until = async (genie: OpenTasks, task: string, column: string) => {
  for (;;) {
    const found = (await genie.tasks.show({ task })).task
    if (found.column === column) return found
    await new Promise((resume) => setImmediate(resume))
  }
}

describe.each(backends)("A program's tasks on %s", (_name, database) => {
  it("the names of the seed are methods: createTask, addActor, addDependency", async () => {
    await using genie = await open(database)

    const task = await genie.createTask("/home/ana/shop", {
      title: "Implement auth middleware",
      priority: "high",
      wishFile: ".genie/wishes/auth-fix/WISH.md",
      groupName: "1"
    })
    const other = await genie.createTask("/home/ana/shop", { title: "Choose a library" })
    const assigned = await genie.addActor(task.id, { actorType: "local", actorId: "engineer-1" }, "assignee")
    const blocked = await genie.addDependency(task.id, other.id, "depends_on")

    expect(task).toMatchObject({
      key: "SHOP-1",
      board: "software",
      column: "draft",
      priority: "high",
      createdBy: "ana"
    })
    expect(other.key).toBe("SHOP-2")
    expect(assigned.assignees).toEqual(["engineer-1"])
    expect(blocked).toMatchObject({ status: "blocked", openBlockers: 1 })
    await expect(genie.addDependency(other.key, task.key)).rejects.toBeInstanceOf(DependencyCycle)
    expect((await genie.projects.list()).items).toMatchObject([
      { key: "SHOP", repoPath: "/home/ana/shop", openTasks: 2 }
    ])
    expect((await genie.actors.show({ actor: "engineer-1" })).kind).toBe("agent")
    expect((await genie.boards.list()).map(({ name }) => name)).toEqual(["software"])
  })

  it("whatever refuses shows the caller: an operation, a name of the seed, a transaction, a bad option", async () => {
    await using genie = await open(database)
    const refused = async (promise: Promise<unknown>): Promise<Error> =>
      promise.then(
        () => new Error("It was not refused."),
        (error: Error) => error
      )
    const showing = () => genie.tasks.show({ task: "SHOP-9" })
    const creating = () => genie.createTask("/home/ana/shop", { title: "" })
    const inside = () => genie.kysely.transaction().execute((trx) => genie.within(trx).tasks.show({ task: "SHOP-9" }))
    const opening = () => openTasks({ database: "mysql://db/shop" })

    const errors = [
      await refused(showing()),
      await refused(creating()),
      await refused(inside()),
      await refused(opening())
    ]

    expect(errors.map(({ stack }) => /^.*$/m.exec(stack!)![0])).toMatchObject([
      'TaskNotFound: There is no task "SHOP-9".',
      "InvalidInput: title: is empty.",
      'TaskNotFound: There is no task "SHOP-9".',
      expect.stringMatching(/^DatabaseUrlInvalid: /)
    ])
    for (const { stack } of errors) {
      expect(stack!.split("\n")[1]).toMatch(/^ {4}at .*openTasks\.test\.ts:\d+/)
      expect(stack).not.toMatch(/effect@|openTasks\.ts:/)
    }
  })

  it("a worker in the program does what a column asks for, and the task goes on", async () => {
    await using genie = await open(database)
    await using _worker = await genie.work({
      queues: { fix: ({ payload }) => ({ fixed: (payload as { task: { key: string } }).task.key }) }
    })
    await genie.projects.create({ name: "Garden", template: "bug" })

    const { key } = await genie.tasks.create({ project: "GARDEN", title: "The gate squeaks", column: "reported" })
    await genie.tasks.move({ task: key, to: "fix" })
    const fixed = await until(genie, key, "review")

    expect(fixed).toMatchObject({ status: "ready" })
    const { items } = await genie.runs.list({ task: fixed.key.toLowerCase() })
    expect(items).toMatchObject([{ state: "succeeded", queue: "fix", result: { fixed: "GARDEN-1" } }])
  })

  it("joins the caller's own transaction: a rollback takes the task and its project along, a commit keeps them", async () => {
    await using genie = await open(database)
    const shop: Kysely<any> = genie.kysely
    await sql`create table orders (id int primary key)`.execute(shop)
    const order = (id: number, fails: boolean) =>
      shop.transaction().execute(async (trx) => {
        await trx.insertInto("orders").values({ id }).execute()
        const inside = genie.within(trx)
        const task = await inside.createTask("/srv/shop", { title: `Pack order ${id}` })
        await inside.addActor(task.key, { actorType: "local", actorId: `packer-${id}` })
        await inside.tasks.comment({ task: task.key, body: "With care." })
        if (fails) throw new Error("out of stock")
        return task.key
      })

    await expect(order(1, true)).rejects.toThrow("out of stock")
    await expect(genie.projects.show({ project: "SHOP" })).rejects.toBeInstanceOf(ProjectNotFound)
    const kept = await order(2, false)

    expect(kept).toBe("SHOP-1")
    expect((await genie.tasks.show({ task: kept })).task).toMatchObject({
      title: "Pack order 2",
      assignees: ["packer-2"]
    })
    expect((await genie.actors.list({ kind: "agent" })).items.map(({ handle }) => handle)).toEqual(["packer-2"])
    expect(await shop.selectFrom("orders").selectAll().execute()).toStrictEqual([{ id: 2 }])
  })

  it("refuses a bad argument by its field, before anything is done", async () => {
    await using genie = await open(database)

    await expect(genie.createTask("/srv/shop", { title: "x".repeat(10_000) })).rejects.toMatchObject({
      _tag: "InvalidInput",
      field: "title"
    })
    await expect(genie.createTask("/srv/shop", { title: "" })).rejects.toMatchObject({ field: "title" })
    await expect(genie.tasks.create({ title: "x", priority: "soon" as "high" })).rejects.toMatchObject({
      field: "priority"
    })
    expect((await genie.projects.list()).items).toEqual([])
  })
})

describe("The actor that opens tasks", () => {
  const introduced = async (actor: TasksOptions["actor"]) => {
    await using genie = await openTasks({
      database: "memory:",
      auditKey: "7e".repeat(32),
      daemon: false,
      ...(actor === undefined ? {} : { actor })
    })
    await genie.projects.create({ name: "Shop" })
    const { items } = await genie.actors.list()
    return items.map(({ handle, kind }) => `${kind} ${handle}`)
  }

  it.each([
    ["human:ana", "human ana"],
    ["agent:build-bot", "agent build-bot"],
    [{ handle: "night", kind: "service" } as const, "service night"],
    [undefined, "service program"]
  ])("as %j is introduced as %s", async (actor, expected) => {
    expect(await introduced(actor)).toEqual([expected])
  })

  it("is asked for its kind, when nobody is known by its handle alone", async () => {
    await expect(introduced("ana")).rejects.toMatchObject({
      _tag: "ActorKindMissing",
      message: '"ana" has not acted before, and its kind is not given. Write human:ana or agent:ana.'
    })
  })

  it.each([["robot:x"], [""], ["agent:"], ["a\nb"], ["agent:robot:7"]])(
    "as %j is refused before anything is opened",
    async (actor) => {
      await expect(openTasks({ database: "memory:", actor })).rejects.toMatchObject({
        _tag: "InvalidInput",
        field: "actor"
      })
    }
  )
})
