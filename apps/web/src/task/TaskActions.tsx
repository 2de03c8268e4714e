import { ActionIcon, Button, Menu } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { EllipsisIcon } from "lucide-react"
import { useState } from "react"
import { boardsQuery } from "../api/boards.ts"
import { genie } from "../api/genie.ts"
import { sessionQuery } from "../api/session.ts"
import type { TaskDetail } from "../api/tasks.ts"
import { CategoryMark } from "../board/CategoryMark.tsx"
import { columnTone } from "../board/columnTone.ts"
import { useMoveTask } from "../board/useMoveTask.ts"
import { Ask } from "./Ask.tsx"
import { isAskedBy } from "./isAskedBy.ts"
import { useTaskAct } from "./useTaskAct.ts"

/** What can be done with a task. */
export const TaskActions = ({ detail: { approvals, task } }: { detail: TaskDetail }) => {
  const board = useQuery(boardsQuery(task.project)).data?.find(({ name }) => name === task.board)
  const me = useQuery(sessionQuery).data?.handle
  const [asked, setAsked] = useState<"block" | "reject" | "ask">()
  const move = useMoveTask()

  const key = { task: task.key }
  const checkout = useTaskAct({ name: "Not checked out", act: () => genie.tasks.checkout(key) })
  const release = useTaskAct({ name: "Not released", act: () => genie.tasks.release(key) })
  const complete = useTaskAct({ name: "Not completed", act: () => genie.tasks.complete(key) })
  const unblock = useTaskAct({ name: "Still held", act: () => genie.tasks.unblock(key) })
  const block = useTaskAct({ name: "Not held", act: (reason: string) => genie.tasks.block({ ...key, reason }) })
  const approve = useTaskAct({
    name: "Not approved",
    act: () => genie.tasks.approve({ ...key, digest: task.digest })
  })
  const reject = useTaskAct({ name: "Not rejected", act: (reason: string) => genie.tasks.reject({ ...key, reason }) })
  const ask = useTaskAct({ name: "Not asked", act: (question: string) => genie.tasks.ask({ ...key, question }) })

  const isClosed = task.category === "done" || task.category === "cancelled"
  const isMine = task.run?.holder !== null && task.run?.holder === me
  const isFree = !isClosed && task.run === null
  const isAsked = approvals.some(({ decision, isCurrent }) => decision === null && isCurrent)

  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button size="compact-sm" variant="default">
            Move
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {board?.columns.map((column) => (
            <Menu.Item
              key={column.id}
              disabled={column.name === task.column}
              leftSection={<CategoryMark category={column.category} tone={columnTone(column)} />}
              onClick={() => move.mutate({ task, to: column.name })}
            >
              {column.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {isMine ? (
        <Button size="compact-sm" variant="default" loading={complete.isPending} onClick={() => complete.mutate()}>
          Complete
        </Button>
      ) : (
        isFree && (
          <Button
            size="compact-sm"
            variant="default"
            visibleFrom="sm"
            loading={checkout.isPending}
            onClick={() => checkout.mutate()}
          >
            Check out
          </Button>
        )
      )}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label="More actions" size={26}>
            <EllipsisIcon size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => approve.mutate()} disabled={isClosed || isAskedBy(me, approvals)}>
            Approve
          </Menu.Item>
          <Menu.Item onClick={() => setAsked("reject")} disabled={isClosed}>
            Reject…
          </Menu.Item>
          <Menu.Item onClick={() => setAsked("ask")} disabled={isClosed || isAsked}>
            Ask for an approval…
          </Menu.Item>
          <Menu.Divider />
          {task.heldBy === null ? (
            <Menu.Item onClick={() => setAsked("block")} disabled={isClosed}>
              Hold it back…
            </Menu.Item>
          ) : (
            <Menu.Item onClick={() => unblock.mutate()}>Let it go on</Menu.Item>
          )}
          {isMine && <Menu.Item onClick={() => release.mutate()}>Release</Menu.Item>}
          {isFree && <Menu.Item onClick={() => checkout.mutate()}>Check out</Menu.Item>}
          <Menu.Divider />
          <Menu.Item onClick={() => navigator.clipboard.writeText(location.href)}>Copy link</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === "block" && (
        <Ask
          title={`Hold ${task.key} back`}
          label="Why does it have to wait?"
          button="Hold it"
          onClose={() => setAsked(undefined)}
          onSay={block.mutateAsync}
        />
      )}
      {asked === "reject" && (
        <Ask
          title={`Reject ${task.key}`}
          label="What is wrong with it?"
          button="Reject"
          onClose={() => setAsked(undefined)}
          onSay={reject.mutateAsync}
        />
      )}
      {asked === "ask" && (
        <Ask
          title={`Ask for an approval of ${task.key}`}
          label="What do you want to know?"
          button="Ask"
          onClose={() => setAsked(undefined)}
          onSay={ask.mutateAsync}
        />
      )}
    </>
  )
}
