import { paint, printable, printableLine, type Screen } from "@genie/operation/commands"
import type { TaskLogEntry } from "@genie/store/model"
import { more } from "./more.ts"
import { relative } from "./relative.ts"
import { who } from "./who.ts"
import { wrapped } from "./wrapped.ts"

interface Page {
  readonly items: ReadonlyArray<TaskLogEntry>
  readonly next: string | null
}

/** What happened to a task, the newest last, as it is read: a line for each, and under it why, or what was said. */
export const taskLogView = ({ items, next }: Page, screen: Screen): string => {
  const times = items.map(({ at }) => relative(at, screen))
  const width = Math.max(0, ...times.map(({ length }) => length))
  const indent = " ".repeat(width + 2)
  const under = (text: string) =>
    wrapped(printable(text.trimEnd()), screen.width - indent.length)
      .map((line) => `${indent}${line}`.trimEnd())
      .join("\n")

  const entries = items.map(({ actor, comment, did, reason }, index) => {
    const name = printableLine(who(actor.handle, actor.kind))
    return [
      `${paint(times[index]!.padEnd(width), "dim", screen)}  ${paint(name, "bold", screen)} ${printableLine(did)}`,
      ...[reason, comment].flatMap((text) => (text === null ? [] : [under(text)]))
    ].join("\n")
  })
  return entries.reverse().join("\n") + (next === null ? "" : `\nThat is not all.${more(next)}`)
}
