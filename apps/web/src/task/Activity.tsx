import { Button, Textarea } from "@mantine/core"
import { useInfiniteQuery } from "@tanstack/react-query"
import { genie } from "../api/genie.ts"
import { logQuery } from "../api/tasks.ts"
import { Section } from "../look/Section.tsx"
import { SkeletonLines } from "../look/Skeleton.tsx"
import classes from "./Activity.module.css"
import { ActivityEntry } from "./ActivityEntry.tsx"
import { activityOf } from "./activityOf.ts"
import { useDraft } from "./useDraft.ts"
import { useTaskAct } from "./useTaskAct.ts"

/** What happened to a task and what was said about it, the newest last, and a place to say something. */
export const Activity = ({ task }: { task: string }) => {
  const log = useInfiniteQuery(logQuery(task))
  const [draft, setDraft] = useDraft(`${task} comment`)
  const say = useTaskAct({
    name: "Not said",
    act: (body: string) => genie.tasks.comment({ task, body }),
    after: () => setDraft("")
  })
  const isSayable = draft.trim() !== "" && !say.isPending
  const entries = activityOf(log.data?.pages.flatMap(({ items }) => items) ?? [])

  return (
    <Section title="Activity">
      {log.isPending && <SkeletonLines label="Loading what happened" lines={3} />}
      {log.hasNextPage && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          loading={log.isFetchingNextPage}
          onClick={() => log.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
      <ol className={classes.activity}>
        {entries.map((entry) => (
          <ActivityEntry key={entry.id} entry={entry} />
        ))}
      </ol>
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
