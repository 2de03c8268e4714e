import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { bigint, text, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, statement } from "../../database/statement.ts"
import { when } from "../../database/when.ts"
import { Comment } from "../../model/Task.ts"

/** Every statement about conversations. The comments on a task are one. */
export class ConversationRepository extends Context.Service<ConversationRepository>()(
  "@genie/store/ConversationRepository",
  {
    make: Effect.gen(function* () {
      const db = yield* Db

      return {
        /** Says something about a task. The first comment begins the conversation. */
        comment: Effect.fn("ConversationRepository.comment")(function* (comment: NewComment) {
          const { conversationId } = yield* db.one(begin(comment))
          const [written] = yield* decodeComments(yield* db.all(insert({ ...comment, conversationId })))
          return { conversationId, comment: written! }
        }),

        /** The comments on a task, oldest first. */
        list: Effect.fn("ConversationRepository.list")((filter: CommentFilter) =>
          Effect.flatMap(db.all(list(filter)), decodeComments)
        )
      }
    })
  }
) {
  static readonly layer: Layer.Layer<ConversationRepository, never, Db> = Layer.effect(this, this.make)
}

const decodeComments = decoded(Comment)

/** An update of nothing answers the one that is there. */
const begin = statement("ConversationRepository.begin", {
  parameters: { conversationId: uuid, organizationId: uuid, taskId: uuid },
  query: (db, { conversationId, organizationId, taskId }) =>
    db
      .insertInto("conversations")
      .values({ id: conversationId, organizationId, taskId })
      .onConflict((conflict) => conflict.column("taskId").doUpdateSet((eb) => ({ taskId: eb.ref("excluded.taskId") })))
      .returning("id as conversationId")
})

/** A message as `Comment` decodes it. */
const columns = sql`
  messages.id, json_build_object('handle', author, 'kind', author_kind) as author, body, run_id as run,
  messages.created_at`

const insert = statement("ConversationRepository.insert", {
  parameters: { id: uuid, conversationId: uuid, author: text, authorKind: text, runId: uuid.nullable, body: text },
  decodes: Comment,
  sql: ({ author, authorKind, body, conversationId, id, runId }) => sql`
    insert into genie.messages (id, conversation_id, author, author_kind, run_id, body)
    values (${id}, ${conversationId}, ${author}, ${authorKind}, ${runId}, ${body})
    returning ${columns}`
})

/** Something said about a task, with the id of the conversation, if it begins one. */
export interface NewComment extends ParametersOf<typeof insert>, ParametersOf<typeof begin> {}

const list = statement("ConversationRepository.list", {
  parameters: {
    taskId: uuid,
    /** Only what was said after the message with this id. */
    after: uuid.optional,
    limit: bigint
  },
  decodes: Comment,
  sql: ({ after, limit, taskId }) => sql`
    select ${columns}
    from genie.messages
    where conversation_id = (select id from genie.conversations where task_id = ${taskId})
      ${when(after, (value) => sql`and messages.id > ${value}`)}
    order by messages.id
    limit ${limit}`
})

/** Filters of the comments on a task. */
export interface CommentFilter extends ParametersOf<typeof list> {}
