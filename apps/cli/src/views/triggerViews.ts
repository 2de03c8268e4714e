import { type Screen, table } from "@genie/operation/commands"
import type { Trigger } from "@genie/store/model"
import { more } from "./more.ts"
import { relative } from "./relative.ts"

interface Page {
  readonly items: ReadonlyArray<Trigger>
  readonly next: string | null
}

/** The firings of a schedule. */
export const triggerListView = ({ items, next }: Page, screen: Screen): string =>
  items.length === 0
    ? "It has not fired yet."
    : table(
        items,
        {
          id: { value: ({ id }) => id.slice(-8), isWhole: true },
          for: ({ scheduledFor }) => scheduledFor.toISOString().replace(/\.\d+Z$/, "Z"),
          when: ({ dueAt }) => relative(dueAt, screen),
          state: ({ state }) => state,
          by: ({ origin }) => origin,
          why: ({ reason }) => reason ?? ""
        },
        screen
      ) + more(next)

/** A firing somebody asked for. */
export const triggerView = (trigger: Trigger, screen: Screen): string =>
  `Fires ${relative(trigger.dueAt, screen)} (trigger ${trigger.id.slice(-8)}). See what becomes of it with: genie run list`
