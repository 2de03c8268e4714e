import { useLayoutEffect, useRef } from "react"
import { Section } from "../look/Section.tsx"
import { Verbatim } from "../look/Verbatim.tsx"
import { useRunOutput } from "./useRunOutput.ts"

/** What a run says, as it comes. Whoever reads the end keeps seeing the end. */
export const RunOutput = ({ isLive, run }: { isLive: boolean; run: string }) => {
  const { isCut, text } = useRunOutput(run)
  const frame = useRef<HTMLElement>(null)
  const isAtEnd = useRef(true)

  useLayoutEffect(() => {
    if (text !== "" && isAtEnd.current) frame.current?.scrollTo({ top: frame.current.scrollHeight })
  }, [text])

  if (text === "" && !isLive) return null
  return (
    <Section title="Output">
      <Verbatim
        label="Output"
        ref={frame}
        onScroll={({ currentTarget: { clientHeight, scrollHeight, scrollTop } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < 24
        }}
      >
        {`${isCut ? "…\n" : ""}${text === "" ? "Nothing yet." : text}`}
      </Verbatim>
    </Section>
  )
}
