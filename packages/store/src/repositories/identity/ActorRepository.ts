import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { isAlike } from "../../database/isAlike.ts"
import { bigint, boolean, text, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, statement } from "../../database/statement.ts"
import { Actor, type ActorKind } from "../../model/Actor.ts"

/** Every statement about actors. */
export class ActorRepository extends Context.Service<ActorRepository>()("@genie/store/ActorRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db
    const first = (rows: unknown) => Effect.map(decodeActors(rows), (found) => Option.fromUndefinedOr(found[0]))

    return {
      /** Introduces an actor; none when the handle, or the identity elsewhere, is known already. */
      insert: Effect.fn("ActorRepository.insert")(({ externalId = null, externalType = null, ...actor }: NewActor) =>
        Effect.flatMap(db.all(insert({ ...actor, externalId, externalType })), first)
      ),

      find: Effect.fn("ActorRepository.find")((organizationId: string, handle: string) =>
        Effect.flatMap(db.all(find({ organizationId, handle })), first)
      ),

      /** The actor with this handle in another case. Asked before one is introduced, and not for those who are known. */
      findAlike: Effect.fn("ActorRepository.findAlike")((organizationId: string, handle: string) =>
        Effect.flatMap(db.all(findAlike({ organizationId, handle })), first)
      ),

      /** The actor that is known under this id elsewhere. */
      findExternal: Effect.fn("ActorRepository.findExternal")(
        (organizationId: string, externalType: string, externalId: string) =>
          Effect.flatMap(db.all(findExternal({ organizationId, externalType, externalId })), first)
      ),

      /** By handle: that is how people look for one. */
      list: Effect.fn("ActorRepository.list")((filter: ActorFilter) =>
        Effect.flatMap(db.all(list(filter)), decodeActors)
      ),

      /** Handles in use, for a guess at whom somebody meant. */
      handles: Effect.fn("ActorRepository.handles")((organizationId: string, limit: number) =>
        Effect.map(db.all(handles({ organizationId, limit })), (rows) => rows.map(({ handle }) => handle))
      ),

      /** Says whether an actor may act. The time since when it may not is kept when that is said again. */
      setDisabled: Effect.fn("ActorRepository.setDisabled")((id: string, isDisabled: boolean) =>
        Effect.map(Effect.flatMap(db.all(setDisabled({ id, isDisabled })), decodeActors), (updated) => updated[0]!)
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<ActorRepository, never, Db> = Layer.effect(this, this.make)
}

/** An actor to be introduced. */
export interface NewActor {
  readonly id: string
  readonly organizationId: string
  readonly handle: string
  readonly kind: ActorKind
  readonly name: string
  readonly externalType?: string | null
  readonly externalId?: string | null
}

const decodeActors = decoded(Actor)

/** An actor as `Actor` decodes it. */
const columns = ["id", "handle", "kind", "name", "externalType", "externalId", "disabledAt", "createdAt"] as const

const insert = statement("ActorRepository.insert", {
  parameters: {
    id: uuid,
    organizationId: uuid,
    handle: text,
    kind: text,
    name: text,
    externalType: text.nullable,
    externalId: text.nullable
  },
  decodes: Actor,
  query: (db, actor) =>
    db
      .insertInto("actors")
      .values(actor)
      .onConflict((conflict) => conflict.doNothing())
      .returning(columns)
})

const find = statement("ActorRepository.find", {
  parameters: { organizationId: uuid, handle: text },
  decodes: Actor,
  query: (db, { handle, organizationId }) =>
    db.selectFrom("actors").select(columns).where("organizationId", "=", organizationId).where("handle", "=", handle)
})

const findAlike = statement("ActorRepository.findAlike", {
  parameters: { organizationId: uuid, handle: text },
  decodes: Actor,
  sql: ({ handle, organizationId }) => sql`
    select id, handle, kind, name, external_type, external_id, disabled_at, created_at
    from genie.actors
    where organization_id = ${organizationId}
      and ${isAlike(sql`handle`, handle)}
    order by id
    limit 1`
})

const findExternal = statement("ActorRepository.findExternal", {
  parameters: { organizationId: uuid, externalType: text, externalId: text },
  decodes: Actor,
  query: (db, { externalId, externalType, organizationId }) =>
    db
      .selectFrom("actors")
      .select(columns)
      .where("organizationId", "=", organizationId)
      .where("externalType", "=", externalType)
      .where("externalId", "=", externalId)
})

const list = statement("ActorRepository.list", {
  parameters: {
    organizationId: uuid,
    kind: text.as<ActorKind>().optional,
    /** Only those after the actor with this id. */
    after: uuid.optional,
    limit: bigint
  },
  decodes: Actor,
  query: (db, { after, kind, limit, organizationId }) =>
    db
      .selectFrom("actors")
      .select(columns)
      .where("organizationId", "=", organizationId)
      .$if(kind !== undefined, (query) => query.where("kind", "=", kind!))
      .$if(after !== undefined, (query) =>
        query.where("handle", ">", (eb) => eb.selectFrom("actors").select("handle").where("id", "=", after!))
      )
      .orderBy("handle")
      .limit(limit)
})

/** Filters of a list of actors. */
export interface ActorFilter extends ParametersOf<typeof list> {}

const handles = statement("ActorRepository.handles", {
  parameters: { organizationId: uuid, limit: bigint },
  query: (db, { limit, organizationId }) =>
    db.selectFrom("actors").select("handle").where("organizationId", "=", organizationId).orderBy("handle").limit(limit)
})

const setDisabled = statement("ActorRepository.setDisabled", {
  parameters: { id: uuid, isDisabled: boolean },
  decodes: Actor,
  sql: ({ id, isDisabled }) => sql`
    update genie.actors
    set disabled_at = case when ${isDisabled} then coalesce(disabled_at, genie.now()) end
    where id = ${id}
    returning id, handle, kind, name, external_type, external_id, disabled_at, created_at`
})
