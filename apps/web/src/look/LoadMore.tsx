import { Loader } from "@mantine/core"
import { useEffect, useRef } from "react"
import classes from "./List.module.css"

interface LoadMoreProps {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
  readonly name?: string
}

/** The end of a list: when it comes into view, or somebody presses it, the next page is asked for. */
export const LoadMore = ({ fetchNextPage, hasNextPage, isFetchingNextPage, name = "Show more" }: LoadMoreProps) => {
  const end = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!hasNextPage || isFetchingNextPage || end.current === null) return
    // By keyboard the last of a list comes into view, and not what stands below it.
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && fetchNextPage(), {
      root: end.current.closest("[data-scroll]"),
      rootMargin: "300px 0px"
    })
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  if (!hasNextPage) return null
  return (
    <button
      ref={end}
      type="button"
      className={classes.more}
      aria-busy={isFetchingNextPage}
      onClick={() => isFetchingNextPage || fetchNextPage()}
    >
      {isFetchingNextPage ? <Loader size={14} aria-label="Loading more" /> : name}
    </button>
  )
}
