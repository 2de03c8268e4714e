import { Button } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { genie } from "../api/genie.ts"
import { sessionQuery } from "../api/session.ts"
import type { Reason, TaskDetail } from "../api/tasks.ts"
import { Command } from "../look/Command.tsx"
import { PanelLink } from "../nav/PanelLink.tsx"
import { taskPlace } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { isAskedBy } from "./isAskedBy.ts"
import { useTaskAct } from "./useTaskAct.ts"
import classes from "./Why.module.css"

/** What stands in the way of a task, in sentences, with what the reader can do about it. */
export const Why = ({ detail: { approvals, task, why: reasons } }: { detail: TaskDetail }) => {
  const search = useSearch()
  const approve = useTaskAct({
    name: "Not approved",
    act: () => genie.tasks.approve({ task: task.key, digest: task.digest })
  })
  const unblock = useTaskAct({ name: "Still held", act: () => genie.tasks.unblock({ task: task.key }) })
  const me = useQuery(sessionQuery).data?.handle
  const isApprovable = reasons.some(({ kind }) => approvable.has(kind)) && !isAskedBy(me, approvals)
  if (reasons.length === 0) return null
  return (
    <div className={classes.why}>
      <ul className={classes.reasons}>
        {reasons.map((reason, index) => (
          <li key={`${reason.kind} ${index}`} className={classes.reason} data-kind={reason.kind}>
            <span className={classes.dot} aria-hidden="true" />
            <div className={classes.said}>
              {reason.sentence}
              {reason.run !== null && (
                <>
                  {" "}
                  <PanelLink href={`/app/runs/${reason.run}`} className={classes.link}>
                    Open its run
                  </PanelLink>
                </>
              )}
              {reason.task !== null && reason.task !== task.key && (
                <>
                  {" "}
                  <PanelLink href={taskPlace(reason.task, search)} className={classes.link}>
                    Open {reason.task}
                  </PanelLink>
                </>
              )}
              {typedFor(reason, me).map((command) => (
                <Command key={command}>{command}</Command>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {(isApprovable || task.status === "held") && (
        <div className={classes.buttons}>
          {task.status === "held" && (
            <Button size="compact-sm" variant="default" loading={unblock.isPending} onClick={() => unblock.mutate()}>
              Let it go on
            </Button>
          )}
          {isApprovable && (
            <Button size="compact-sm" loading={approve.isPending} onClick={() => approve.mutate()}>
              Approve
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

/** What a person's consent changes. */
const approvable: ReadonlySet<Reason["kind"]> = new Set(["gate_human", "waiting_approval", "reviewer"])

/** What is left to a terminal: the usual way, where the page has no button for it. */
const typedFor = ({ actor, commands, kind }: Reason, me: string | undefined): ReadonlyArray<string> =>
  kind === "checked_out" && actor === me ? [] : commands.slice(0, 1).filter((command) => !isDoneHere(command))

/** The page moves, approves and changes tasks itself, and a reason with a run or another task leads to it. */
const isDoneHere = (command: string): boolean =>
  !command.endsWith(" --take-over") &&
  /^genie (run|task (approve|reject|move|checkout|complete|unblock|update|why)) /.test(command)
