import { genie } from "../api/genie.ts"
import type { Task } from "../api/model.ts"
import { Chip } from "../look/Chip.tsx"
import { Remove } from "../look/Remove.tsx"
import { Adder } from "./Adder.tsx"
import classes from "./Tags.module.css"
import { useTaskAct } from "./useTaskAct.ts"

/** The labels of a task. */
export const Tags = ({ task: { key: task, tags } }: { task: Task }) => {
  const add = useTaskAct({ name: "Not tagged", act: (tag: string) => genie.tasks.tag({ task, tag }) })
  const remove = useTaskAct({ name: "Still tagged", act: (tag: string) => genie.tasks.untag({ task, tag }) })
  return (
    <span className={classes.tags}>
      {tags.map((tag) => (
        <span key={tag} className={classes.tag}>
          <Chip>{tag}</Chip>
          <Remove label={`Remove tag ${tag}`} onClick={() => remove.mutate(tag)} />
        </span>
      ))}
      <Adder label="Add a tag" placeholder="Tag" maxLength={TAG_LENGTH_MAX} onAdd={add.mutateAsync} />
    </span>
  )
}

/** As long as Genie takes one. */
const TAG_LENGTH_MAX = 50
