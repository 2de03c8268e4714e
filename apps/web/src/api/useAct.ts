import { useMutation, useQueryClient } from "@tanstack/react-query"
import { notify } from "../shell/notices.ts"
import { Problem, sentenceOf } from "./Problem.ts"

interface Act<Input, Answer> {
  /** What a refusal is headed with when it brings no title of its own. */
  readonly name: string
  readonly act: (input: Input) => Promise<Answer>
  /** Which questions have another answer afterwards. */
  readonly roots: ReadonlyArray<string>
  /** Said when it is done and the page does not show it by itself. */
  readonly done?: string
  readonly after?: (answer: Answer) => void
}

/** Something a person does. What was refused is said in the sentence of the refusal. */
export const useAct = <Answer, Input = void>({ act, after, done, name, roots }: Act<Input, Answer>) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (answer) => {
      if (done !== undefined) notify({ title: "Done", sentence: done, tone: "done" })
      after?.(answer)
    },
    onError: (error) =>
      notify({ title: error instanceof Problem ? error.title : name, sentence: sentenceOf(error), tone: "refused" }),
    onSettled: () => Promise.all(roots.map((root) => queries.invalidateQueries({ queryKey: [root] })))
  })
}
