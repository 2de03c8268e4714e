import { useEffect, useState } from "react"
import { request } from "../api/genie.ts"
import type { RunEvent } from "../api/model.ts"
import { Problem } from "../api/Problem.ts"
import { readEvents } from "../api/readEvents.ts"

export interface Output {
  readonly text: string
  /** The beginning is no longer here: the page keeps the end. */
  readonly isCut: boolean
}

/** What a run says, as it says it, from its first word until it has ended. A lost connection is taken up where it was lost. */
export const useRunOutput = (run: string): Output => {
  const [output, setOutput] = useState<Output>(nothing)

  useEffect(() => {
    const stop = new AbortController()
    let waiting: Array<RunEvent> = []
    let frame = 0
    const show = () => {
      frame = 0
      const said = waiting
      waiting = []
      setOutput((before) => said.reduce(appended, before))
    }
    setOutput(nothing)
    void follow(run, stop.signal, (event) => {
      waiting.push(event)
      // A run that prints a thousand lines a second is drawn sixty times a second.
      frame ||= requestAnimationFrame(show)
    })
    return () => {
      stop.abort()
      cancelAnimationFrame(frame)
    }
  }, [run])

  return output
}

const nothing: Output = { text: "", isCut: false }

const follow = async (run: string, signal: AbortSignal, onEvent: (event: RunEvent) => void): Promise<void> => {
  let after = 0
  while (!signal.aborted) {
    try {
      const { body } = await request("runs.output", { run, follow: true, ...(after > 0 && { after }) }, { signal })
      for await (const { data, event } of readEvents(body!)) {
        if (event !== "message") continue
        const said: RunEvent = JSON.parse(data)
        after = said.seq
        onEvent(said)
      }
      return
    } catch (error) {
      if (signal.aborted || (error instanceof Problem && error.status < 500)) return
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}

const appended = ({ isCut, text }: Output, { kind, text: said }: RunEvent): Output => {
  const line =
    kind === "note" ? `${text === "" || text.endsWith("\n") ? "" : "\n"}– ${said}\n` : said.replace(escapes, "")
  const whole = text + line
  return whole.length <= SHOWN_MAX ? { text: whole, isCut } : { text: whole.slice(-SHOWN_MAX), isCut: true }
}

/** Colors and cursor movements of a terminal, which this is not. */
const escapes = /\u001b(?:\[[0-9;?]*[A-Za-z]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

/** More makes a page slow; `genie run output` has all of it. */
const SHOWN_MAX = 200_000

const RETRY_MS = 2_000
