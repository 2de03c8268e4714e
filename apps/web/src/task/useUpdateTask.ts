import { genie } from "../api/genie.ts"
import type { Task } from "../api/model.ts"
import { useTaskAct } from "./useTaskAct.ts"

type Changes = Omit<Parameters<typeof genie.tasks.update>[0], "task" | "revision">

/** Changes what is said of a task, unless somebody else has since it was shown here. */
export const useUpdateTask = ({ key, revision }: Task) =>
  useTaskAct({
    name: "Not changed",
    act: (changes: Changes) => genie.tasks.update({ ...changes, task: key, revision })
  })
