import { relative } from "./relative.ts"
import { useNow } from "./useNow.ts"

/** An instant as people say it, with the exact one on the way. */
export const Moment = ({ at }: { at: string }) => {
  const now = useNow()
  const date = new Date(at)
  return (
    <time dateTime={at} title={exact.format(date)}>
      {relative(date.getTime(), Math.max(now, Date.now() - 10_000))}
    </time>
  )
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" })
