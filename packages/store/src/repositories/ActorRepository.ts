import { Effect, Option, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { uuids } from "../database/uuids.ts"
import { Actor, type ActorKind } from "../model/Actor.ts"
import type { TaskRole } from "../model/Task.ts"
import { isAlike } from "./isAlike.ts"

/** Somebody to be introduced. */
export interface NewActor {
  readonly id: string
  readonly organizationId: string
  readonly handle: string
  readonly kind: ActorKind
  readonly name: string
  readonly externalType?: string | null
  readonly externalId?: string | null
}

/** What narrows a list of actors. */
export interface ActorFilter {
  readonly organizationId: string
  readonly kind?: ActorKind | undefined
  /** Only those after the actor with this id. */
  readonly after?: string | undefined
  readonly limit: number
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(Actor)))

/** Every statement about those who act, and about what they are to tasks. */
export const makeActorRepository = Effect.gen(function* () {
  const db = yield* Db
  const actors = (query: RawBuilder<unknown>) =>
    Effect.flatMap(
      db.all(() => query),
      (rows) => Effect.orDie(decode(rows))
    )
  const only = (query: RawBuilder<unknown>) => Effect.map(actors(query), (found) => Option.fromUndefinedOr(found[0]))

  return {
    /** Introduces somebody; none when the handle, or the identity elsewhere, is known already. */
    insert: Effect.fn("ActorRepository.insert")((actor: NewActor) =>
      only(sql`
        insert into genie.actors (id, organization_id, handle, kind, name, external_type, external_id)
        values (
          ${actor.id}, ${actor.organizationId}, ${actor.handle}, ${actor.kind}, ${actor.name},
          ${actor.externalType ?? null}, ${actor.externalId ?? null}
        )
        on conflict do nothing
        returning ${columns}`)
    ),

    find: Effect.fn("ActorRepository.find")((organizationId: string, handle: string) =>
      only(sql`
        select ${columns}
        from genie.actors
        where organization_id = ${organizationId}
          and handle = ${handle}`)
    ),

    /** Who has this handle in another case. Asked before somebody is introduced, and not for those who are known. */
    findAlike: Effect.fn("ActorRepository.findAlike")((organizationId: string, handle: string) =>
      only(sql`
        select ${columns}
        from genie.actors
        where organization_id = ${organizationId}
          and ${isAlike(sql`handle`, handle)}
        order by id
        limit 1`)
    ),

    /** Who is known under this id elsewhere. */
    findExternal: Effect.fn("ActorRepository.findExternal")(
      (organizationId: string, externalType: string, externalId: string) =>
        only(sql`
          select ${columns}
          from genie.actors
          where organization_id = ${organizationId}
            and external_type = ${externalType}
            and external_id = ${externalId}`)
    ),

    /** By handle: that is how people look for one. */
    list: Effect.fn("ActorRepository.list")(({ after, kind, limit, organizationId }: ActorFilter) =>
      actors(sql`
        select ${columns}
        from genie.actors
        where organization_id = ${organizationId}
          ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
          ${after === undefined ? sql`` : sql`and handle > (select handle from genie.actors where id = ${after})`}
        order by handle
        limit ${limit}`)
    ),

    /** Handles in use, for a guess at whom somebody meant. */
    handles: Effect.fn("ActorRepository.handles")((organizationId: string, limit: number) =>
      Effect.map(
        db.all<{ readonly handle: string }>(
          () => sql`
            select handle
            from genie.actors
            where organization_id = ${organizationId}
            order by handle
            limit ${limit}`
        ),
        (rows) => rows.map(({ handle }) => handle)
      )
    ),

    /** Says whether somebody may act. Since when they may not is kept when that is said again. */
    setDisabled: Effect.fn("ActorRepository.setDisabled")((id: string, isDisabled: boolean) =>
      Effect.map(
        actors(sql`
          update genie.actors
          set disabled_at = case when ${isDisabled} then coalesce(disabled_at, genie.now()) end
          where id = ${id}
          returning ${columns}`),
        (updated) => updated[0]!
      )
    ),

    /** Gives actors a role on a task. Answers how many did not have it. */
    give: Effect.fn("ActorRepository.give")((task: string, ids: ReadonlyArray<string>, role: TaskRole) =>
      db.affected(
        () => sql`
          insert into genie.task_actors (task_id, actor_id, role)
          select ${task}, actor_id, ${role}
          from unnest(${uuids(ids)}) as input(actor_id)
          on conflict do nothing`
      )
    ),

    /** Takes a role on a task from somebody. Answers 0 when they did not have it. */
    take: Effect.fn("ActorRepository.take")((task: string, id: string, role: TaskRole) =>
      db.affected(
        () => sql`
          delete from genie.task_actors
          where task_id = ${task}
            and actor_id = ${id}
            and role = ${role}`
      )
    ),

    /** How many roles are given on a task. */
    countOf: Effect.fn("ActorRepository.countOf")((task: string) =>
      Effect.map(
        db.one<{ readonly count: number }>(
          () => sql`select count(*) as count from genie.task_actors where task_id = ${task}`
        ),
        ({ count }) => count
      )
    )
  }
})

/** An actor as `Actor` decodes it. */
const columns = sql`id, handle, kind, name, external_type, external_id, disabled_at, created_at`
