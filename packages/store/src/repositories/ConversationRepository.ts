import { Effect, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { Comment } from "../model/Task.ts"

/** Something said about a task. */
export interface NewComment {
  readonly id: string
  readonly taskId: string
  readonly organizationId: string
  /** Id of the conversation, if this is what begins it. */
  readonly conversationId: string
  readonly author: string
  readonly authorKind: string
  readonly runId: string | null
  readonly body: string
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(Comment)))

/** Every statement about conversations. The comments on a task are one. */
export const makeConversationRepository = Effect.gen(function* () {
  const db = yield* Db
  const comments = (query: RawBuilder<unknown>) =>
    Effect.flatMap(
      db.all(() => query),
      (rows) => Effect.orDie(decode(rows))
    )

  return {
    /** Says something about a task. The first who does begins the conversation. */
    comment: Effect.fn("ConversationRepository.comment")(function* (comment: NewComment) {
      const { conversationId } = yield* db.one<{ readonly conversationId: string }>(
        () => sql`
          insert into genie.conversations (id, organization_id, task_id)
          values (${comment.conversationId}, ${comment.organizationId}, ${comment.taskId})
          -- An update of nothing answers the one that is there.
          on conflict (task_id) do update set task_id = excluded.task_id
          returning id as conversation_id`
      )
      const [written] = yield* comments(sql`
        insert into genie.messages (id, conversation_id, author, author_kind, run_id, body)
        values (
          ${comment.id}, ${conversationId}, ${comment.author}, ${comment.authorKind}, ${comment.runId}, ${comment.body}
        )
        returning ${columns}`)
      return { conversationId, comment: written! }
    }),

    /** What was said about a task, oldest first. */
    list: Effect.fn("ConversationRepository.list")(
      (filter: {
        readonly taskId: string
        /** Only what was said after the message with this id. */
        readonly after?: string | undefined
        readonly limit: number
      }) =>
        comments(sql`
          select ${columns}
          from genie.messages
          where conversation_id = (select id from genie.conversations where task_id = ${filter.taskId})
            ${filter.after === undefined ? sql`` : sql`and messages.id > ${filter.after}`}
          order by messages.id
          limit ${filter.limit}`)
    )
  }
})

/** A message as `Comment` decodes it. */
const columns = sql`
  messages.id, json_build_object('handle', author, 'kind', author_kind) as author, body, run_id as run,
  messages.created_at`
