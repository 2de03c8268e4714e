import { Loader } from "@mantine/core"
import { useEffect, useRef } from "react"
import classes from "./List.module.css"

interface LoadMoreProps {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

/** The end of a list: when it comes into view, the next page is asked for. */
export const LoadMore = ({ fetchNextPage, hasNextPage, isFetchingNextPage }: LoadMoreProps) => {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!hasNextPage || isFetchingNextPage || end.current === null) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && fetchNextPage())
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  if (!hasNextPage) return null
  return (
    <div ref={end} className={classes.more}>
      <Loader size={16} aria-label="Loading more" />
    </div>
  )
}
