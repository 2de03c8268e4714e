import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { Problem, sentenceOf } from "../api/Problem.ts"
import { hasCode, sessionQuery } from "../api/session.ts"
import { signedOut } from "../api/signedOut.ts"
import { Live } from "../live/Live.tsx"
import { Pages } from "../pages/Pages.tsx"
import { Waiting } from "./Waiting.tsx"
import { Welcome } from "./Welcome.tsx"

/** The page for who is signed in, and a sentence for who is not. */
export const SignedIn = () => {
  const session = useQuery(sessionQuery)
  const queries = useQueryClient()

  useEffect(
    () =>
      signedOut.onTold(() => {
        if (queries.getQueryState(sessionQuery.queryKey)?.fetchStatus !== "fetching") {
          void queries.resetQueries({ queryKey: sessionQuery.queryKey })
        }
      }),
    [queries]
  )

  // A link that is pasted where the page is open already changes the address and loads nothing.
  useEffect(() => {
    const onHash = () => hasCode() && void queries.resetQueries({ queryKey: sessionQuery.queryKey })
    window.addEventListener("hashchange", onHash)
    return () => window.removeEventListener("hashchange", onHash)
  }, [queries])

  if (session.isPending) return <Waiting />
  if (session.isError) {
    const isUnknown = session.error instanceof Problem && session.error.status === 401
    return <Welcome sentence={isUnknown ? undefined : sentenceOf(session.error)} onRetry={() => session.refetch()} />
  }
  return (
    <Live>
      <Pages me={session.data} />
    </Live>
  )
}
