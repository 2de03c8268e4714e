import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { text, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import { uuids } from "../../database/uuids.ts"
import type { TaskRole } from "../../model/Task.ts"

/** Every statement about what actors are to tasks. */
export class TaskActorRepository extends Context.Service<TaskActorRepository>()("@genie/store/TaskActorRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** Gives actors a role on a task. Answers how many did not have it. */
      give: Effect.fn("TaskActorRepository.give")((task: string, actors: ReadonlyArray<string>, role: TaskRole) =>
        db.affected(give({ task, actors, role }))
      ),

      /** Takes a role on a task from an actor. Answers 0 when it did not have it. */
      take: Effect.fn("TaskActorRepository.take")((task: string, actor: string, role: TaskRole) =>
        db.affected(take({ task, actor, role }))
      ),

      /** How many roles are given on a task. */
      countOf: Effect.fn("TaskActorRepository.countOf")((task: string) =>
        Effect.map(db.one(countOf({ task })), ({ count }) => count)
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<TaskActorRepository, never, Db> = Layer.effect(this, this.make)
}

const role = text.as<TaskRole>()

const give = statement("TaskActorRepository.give", {
  parameters: { task: uuid, actors: uuid.list, role },
  sql: ({ actors, role, task }) => sql`
    insert into genie.task_actors (task_id, actor_id, role)
    select ${task}, actor_id, ${role}
    from unnest(${uuids(actors)}) as input(actor_id)
    on conflict do nothing`
})

const take = statement("TaskActorRepository.take", {
  parameters: { task: uuid, actor: uuid, role },
  query: (db, { actor, role, task }) =>
    db.deleteFrom("taskActors").where("taskId", "=", task).where("actorId", "=", actor).where("role", "=", role)
})

const countOf = statement("TaskActorRepository.countOf", {
  parameters: { task: uuid },
  query: (db, { task }) =>
    db
      .selectFrom("taskActors")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("taskId", "=", task)
})
