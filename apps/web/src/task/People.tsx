import { Menu } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { CheckIcon, PlusIcon } from "lucide-react"
import { useState } from "react"
import { genie } from "../api/genie.ts"
import type { Task } from "../api/model.ts"
import { actorsQuery } from "../api/tasks.ts"
import { Initials } from "../look/Initials.tsx"
import sign from "../look/Sign.module.css"
import classes from "./People.module.css"
import { useTaskAct } from "./useTaskAct.ts"

/** Who is to do a task, and who else could. */
export const People = ({ handles, task }: { handles: ReadonlyArray<string>; task: Task }) => {
  const [isOpen, setOpen] = useState(false)
  const { data: actors = [] } = useQuery({ ...actorsQuery, enabled: isOpen })
  const toggle = useTaskAct({
    name: "Not assigned",
    act: (actor: string) =>
      handles.includes(actor)
        ? genie.tasks.unassign({ task: task.key, actor })
        : genie.tasks.assign({ task: task.key, actor })
  })
  return (
    <span className={classes.people}>
      {handles.map((handle) => (
        <span key={handle} className={classes.person}>
          <Initials handle={handle} isDecorative />
          {handle}
        </span>
      ))}
      <Menu position="bottom-start" width={200} opened={isOpen} onChange={setOpen} closeOnItemClick={false}>
        <Menu.Target>
          <button type="button" className={sign.plus} aria-label="Assign" title="Assign">
            <PlusIcon size={13} aria-hidden="true" />
          </button>
        </Menu.Target>
        <Menu.Dropdown className={classes.list}>
          <Menu.Label>Assignees</Menu.Label>
          {actors
            .filter(({ disabledAt }) => disabledAt === null)
            .map(({ handle }) => (
              <Menu.Item
                key={handle}
                leftSection={<Initials handle={handle} isDecorative />}
                rightSection={handles.includes(handle) && <CheckIcon size={14} aria-label="assigned" />}
                onClick={() => toggle.mutate(handle)}
              >
                {handle}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}
