import { useInfiniteQuery } from "@tanstack/react-query"
import { historyQuery } from "../api/tasks.ts"
import { Section } from "../look/Section.tsx"
import { duration } from "../time/duration.ts"
import { Moment } from "../time/Moment.tsx"
import classes from "./History.module.css"

/** The columns a task has been in, by whom and for how long. */
export const History = ({ task }: { task: string }) => {
  const { data } = useInfiniteQuery(historyQuery(task))
  const stages = data?.pages.flatMap(({ items }) => items) ?? []
  if (stages.length === 0) return null
  return (
    <Section title="History">
      <ol className={classes.history}>
        {stages.map(({ actor, enteredAt, from, leftAt, reason, to }) => (
          <li key={enteredAt} className={classes.stage}>
            <span className={classes.dot} aria-hidden="true" />
            <span className={classes.words}>
              <strong>{actor.handle}</strong> {from === null ? `created it in ${to}` : `moved it from ${from} to ${to}`}
              {reason !== null && <span className={classes.reason}>{reason}</span>}
            </span>
            <span className={classes.when}>
              {leftAt !== null && `${duration(Date.parse(leftAt) - Date.parse(enteredAt))} · `}
              <Moment at={enteredAt} />
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}
