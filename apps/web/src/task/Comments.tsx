import { Button, Textarea } from "@mantine/core"
import { useInfiniteQuery } from "@tanstack/react-query"
import { useState } from "react"
import { genie } from "../api/genie.ts"
import { commentsQuery } from "../api/tasks.ts"
import { Initials } from "../look/Initials.tsx"
import { Section } from "../look/Section.tsx"
import { Moment } from "../time/Moment.tsx"
import classes from "./Comments.module.css"
import { useTaskAct } from "./useTaskAct.ts"

/** What was said about a task, and a place to say something. */
export const Comments = ({ task }: { task: string }) => {
  const comments = useInfiniteQuery(commentsQuery(task))
  const [draft, setDraft] = useState("")
  const say = useTaskAct({
    name: "Not said",
    act: (body: string) => genie.tasks.comment({ task, body }),
    after: () => setDraft("")
  })
  const isSayable = draft.trim() !== "" && !say.isPending

  return (
    <Section title="Comments">
      <ul className={classes.comments}>
        {comments.data?.pages
          .flatMap(({ items }) => items)
          .map(({ author, body, createdAt, id }) => (
            <li key={id} className={classes.comment}>
              <Initials handle={author.handle} size={24} isDecorative />
              <div className={classes.said}>
                <p className={classes.who}>
                  <strong>{author.handle}</strong> <Moment at={createdAt} />
                </p>
                <p className={classes.body}>{body}</p>
              </div>
            </li>
          ))}
      </ul>
      {comments.hasNextPage && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => comments.fetchNextPage()}>
          Newer comments
        </Button>
      )}
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (isSayable) say.mutate(draft)
        }}
      >
        <Textarea
          autosize
          minRows={2}
          maxRows={12}
          aria-label="Comment"
          placeholder="Say something. Markdown, ⌘Enter to send."
          // Escape closes the panel, but not over what has been written.
          data-mantine-stop-propagation={draft !== ""}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && isSayable) say.mutate(draft)
          }}
        />
        <Button type="submit" size="compact-sm" variant="default" disabled={!isSayable} loading={say.isPending}>
          Comment
        </Button>
      </form>
    </Section>
  )
}
