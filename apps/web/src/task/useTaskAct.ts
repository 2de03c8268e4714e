import { useAct } from "../api/useAct.ts"

interface TaskAct<Input, Answer> {
  readonly name: string
  readonly act: (input: Input) => Promise<Answer>
  readonly after?: (answer: Answer) => void
}

/** Something a person does with a task. Its panel and its card have the answer to it. */
export const useTaskAct = <Answer, Input = void>(doing: TaskAct<Input, Answer>) =>
  useAct<Answer, Input>({ ...doing, roots: ["tasks", "boards"] })
