import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { Problem, sentenceOf } from "../api/Problem.ts"
import { hasCode, sessionQuery } from "../api/session.ts"
import { sessionKey } from "../api/sessionKey.ts"
import { signedOut } from "../api/signedOut.ts"
import { Live } from "../live/Live.tsx"
import { Pages } from "../pages/Pages.tsx"
import { Waiting } from "./Waiting.tsx"
import { Welcome } from "./Welcome.tsx"

/** The page for who is signed in, and a sentence for who is not. */
export const SignedIn = () => {
  const session = useQuery({ ...sessionQuery, refetchInterval: ({ state }) => isSilence(state.error) && AGAIN_MS })
  const queries = useQueryClient()

  useEffect(() => {
    const askAgain = () => {
      void queries.resetQueries({ queryKey: sessionQuery.queryKey })
      // Nobody followed the feed meanwhile, so what was seen before may be old.
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session", refetchType: "none" })
    }
    const stop = [
      signedOut.onTold(() => {
        if (queries.getQueryState(sessionQuery.queryKey)?.fetchStatus !== "fetching") askAgain()
      }),
      sessionKey.onChange(askAgain)
    ]
    // A link that is pasted where the page is open already changes the address and loads nothing.
    const onHash = () => hasCode() && askAgain()
    window.addEventListener("hashchange", onHash)
    return () => {
      for (const each of stop) each()
      window.removeEventListener("hashchange", onHash)
    }
  }, [queries])

  if (session.isPending) return <Waiting />
  if (session.isError) {
    const isUnknown = session.error instanceof Problem && session.error.status === 401
    const sentence = isUnknown ? (sessionKey.get() === null ? undefined : ENDED) : sentenceOf(session.error)
    return <Welcome sentence={sentence} onRetry={isUnknown ? undefined : () => session.refetch()} />
  }
  return (
    <Live>
      <Pages me={session.data} />
    </Live>
  )
}

/** A session lives as long as the process that knows it. */
const ENDED =
  "Genie was started again, or this page asked nothing for twelve hours. Sign in again, and it goes on where it was."

const isSilence = (error: Error | null) => error instanceof Problem && error.status === 503

/** Somebody who starts Genie looks at the page at once. */
const AGAIN_MS = 2_000
