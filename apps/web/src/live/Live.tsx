import { useQueryClient } from "@tanstack/react-query"
import { createContext, type PropsWithChildren, use, useEffect, useState } from "react"
import { followFeed, type LiveStatus } from "./followFeed.ts"
import { makeRefresher } from "./makeRefresher.ts"
import { staleAfter } from "./staleAfter.ts"

const Status = createContext<LiveStatus>("connecting")

/** Whether what is shown is what is. */
export const useLiveStatus = (): LiveStatus => use(Status)

/** Keeps everything below up to date: what changes on the server is asked for again. */
export const Live = ({ children }: PropsWithChildren) => {
  const [status, setStatus] = useState<LiveStatus>("connecting")
  const queries = useQueryClient()

  useEffect(() => {
    const stop = new AbortController()
    const refresher = makeRefresher(queries)
    void followFeed(
      {
        onChange: ({ target }) => refresher.stale(staleAfter(target.type)),
        onGap: () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" }),
        onStatus: setStatus
      },
      stop.signal
    )
    return () => {
      stop.abort()
      refresher.stop()
    }
  }, [queries])

  return <Status value={status}>{children}</Status>
}
