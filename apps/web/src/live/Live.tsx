import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query"
import { createContext, type PropsWithChildren, use, useEffect, useState } from "react"
import { genie } from "../api/genie.ts"
import { Waiting } from "../shell/Waiting.tsx"
import { changesOf } from "./changesOf.generated.ts"
import { followFeed, type LiveStatus } from "./followFeed.ts"
import { makeRefresher } from "./makeRefresher.ts"

const Status = createContext<LiveStatus>("connecting")

/** Whether what is shown is what is. */
export const useLiveStatus = (): LiveStatus => use(Status)

/** Keeps everything below up to date: what changes on the server is asked for again. */
export const Live = ({ children }: PropsWithChildren) => {
  const [status, setStatus] = useState<LiveStatus>("connecting")
  const queries = useQueryClient()
  const { data: position, isPending } = useQuery(positionQuery)

  useEffect(() => {
    if (isPending) return
    const stop = new AbortController()
    const refresher = makeRefresher(queries)
    void followFeed(
      position?.cursor,
      {
        onChange: ({ action }) => refresher.stale(changesOf[action] ?? []),
        onGap: () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" }),
        onStatus: setStatus
      },
      stop.signal
    )
    return () => {
      stop.abort()
      refresher.stop()
    }
  }, [queries, isPending, position])

  // Nothing below is asked for before the feed's position is known, so that every change after an answer is heard of.
  return isPending ? <Waiting /> : <Status value={status}>{children}</Status>
}

const positionQuery = queryOptions({
  queryKey: ["session", "position"],
  queryFn: ({ signal }) => genie.audit.position({}, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false
})
