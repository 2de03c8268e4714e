import { useQueryClient } from "@tanstack/react-query"
import { createContext, type PropsWithChildren, use, useEffect, useState } from "react"
import { followFeed, type LiveStatus } from "./followFeed.ts"
import { staleAfter } from "./staleAfter.ts"

const Status = createContext<LiveStatus>("connecting")

/** Whether what is shown is what is. */
export const useLiveStatus = (): LiveStatus => use(Status)

/** Keeps everything below up to date: what changes on the server is asked for again, at most every 200 ms. */
export const Live = ({ children }: PropsWithChildren) => {
  const [status, setStatus] = useState<LiveStatus>("connecting")
  const queries = useQueryClient()

  useEffect(() => {
    const stop = new AbortController()
    const waiting = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = () => {
      timer = undefined
      // A change of ours that is under way is shown already; its own answer brings the rest.
      if (queries.isMutating() > 0) return void later()
      for (const root of waiting) void queries.invalidateQueries({ queryKey: [root] })
      waiting.clear()
    }
    const later = () => {
      timer ??= setTimeout(flush, COALESCE_MS)
    }
    void followFeed(
      {
        onChange: ({ target }) => {
          for (const root of staleAfter(target.type)) waiting.add(root)
          if (waiting.size > 0) later()
        },
        onGap: () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" }),
        onStatus: setStatus
      },
      stop.signal
    )
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [queries])

  return <Status value={status}>{children}</Status>
}

/** Five hundred claims are one look at the board. */
const COALESCE_MS = 200
