import { useMutation, useQueryClient } from "@tanstack/react-query"
import { genie } from "../api/genie.ts"
import type { Task } from "../api/model.ts"
import { Problem, sentenceOf } from "../api/Problem.ts"
import { notify } from "../shell/notices.ts"
import { showCard } from "./showCard.ts"

interface Move {
  readonly task: Task
  readonly to: string
}

/** Moves a task. The card is there at once; refused, it goes back, and the refusal's sentence says why. */
export const useMoveTask = () => {
  const queries = useQueryClient()
  const place = (task: Task, column: string) => showCard(queries, task, column)

  return useMutation({
    mutationKey: ["move"],
    mutationFn: ({ task, to }: Move) => genie.tasks.move({ task: task.key, to, revision: task.revision }),
    onMutate: async ({ task, to }) => {
      place(task, to)
      // An answer from before the move would take the card back for a moment.
      await queries.cancelQueries({ queryKey: ["boards", task.project] })
      place(task, to)
    },
    onSuccess: (task) => place(task, task.column),
    onError: (error, { task }) => {
      place(task, task.column)
      notify({
        title: error instanceof Problem ? error.title : "Not moved",
        sentence: sentenceOf(error),
        tone: "refused"
      })
    },
    onSettled: () => Promise.all(["boards", "tasks"].map((root) => queries.invalidateQueries({ queryKey: [root] })))
  })
}
