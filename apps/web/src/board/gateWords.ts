import type { Column } from "../api/model.ts"

/** What a column asks for before a task may go on, in a sentence. */
export const gateWords = ({
  action,
  autoAdvance,
  gate,
  isFourEyes,
  onFail,
  wipLimit
}: Column): ReadonlyArray<string> => {
  const words: Array<string> = []
  if (gate !== null) words.push(`To leave, a task needs ${consents[gate]}.`)
  if (isFourEyes) words.push("Whoever brought it here cannot let it out.")
  if (action !== null) words.push(`A ready task that enters is given to the agents of the queue "${action}".`)
  if (autoAdvance) words.push("It moves on by itself.")
  if (onFail !== null) words.push(`What fails or is rejected goes to ${onFail}.`)
  if (wipLimit !== null) words.push(`At most ${wipLimit} at once.`)
  return words
}

const consents: Readonly<Record<NonNullable<Column["gate"]>, string>> = {
  human: "a person's consent",
  agent: "an agent's success",
  "human+agent": "an agent's success and a person's consent",
  "human|agent": "a person's consent or an agent's success"
}
