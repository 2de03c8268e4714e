import { type Screen, table } from "@genie/operation/commands"
import type { Worker } from "@genie/store/model"
import { more } from "./more.ts"
import { relative } from "./relative.ts"

/** The workers that are there. */
export const workerListView = (
  { items, next }: { readonly items: ReadonlyArray<Worker>; readonly next: string | null },
  screen: Screen
): string =>
  items.length === 0
    ? "No worker is there. Start one: genie worker --queue agents --exec ./agent.sh"
    : table(
        items,
        {
          id: { value: ({ id }) => id.slice(-8), isWhole: true },
          name: ({ name }) => name,
          state: ({ state }) => state,
          queues: ({ queues }) => queues.join(", "),
          busy: { value: ({ busy, slots }) => `${busy}/${slots}`, align: "right" },
          where: ({ host, pid }) => `${host} (${pid})`,
          seen: ({ lastSeenAt }) => relative(lastSeenAt, screen)
        },
        screen
      ) + more(next)
