import { userInfo } from "node:os"

/** A paragraph of the help: who acts here, and how to be somebody else. */
export const whoYouAre = (): string => {
  const { GENIE_ACTOR } = process.env
  const you = GENIE_ACTOR ? `You are ${GENIE_ACTOR}, because GENIE_ACTOR says so.` : `You are ${userName()}, a person.`
  return `${you} To be somebody else: GENIE_ACTOR=human:ana, GENIE_ACTOR=agent:engineer-1.`
}

/** A user without an entry in the password file has no name to say. */
const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return "the user of the operating system"
  }
}
