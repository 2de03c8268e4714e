import type { AnyEventType } from "../../packages/audit/src/effect.ts"
import { catalog } from "./catalog.ts"
import { shapeOf } from "./shapeOf.ts"

/** `docs/events.md`: the catalog as people read it. */
export const eventsPage = (): string =>
  [
    "<!-- Written by `pnpm generate` from the catalog of events. -->",
    "",
    "# Events",
    "",
    ...intro,
    "",
    ...catalog.flatMap(([name, types]) => [`## ${name}`, "", ...table(types), ""])
  ].join("\n")

const intro = [
  "A change in Genie is an event, sealed in the audit log by the transaction that makes the change. The same events come over the feed,",
  "and `genie audit list --action task.moved` finds them.",
  "",
  "An event has an action, a target (its type and id), an actor, a time and an outcome: `done`, or `refused` when a rule refused the",
  "change. A refused event has the details `refusal` and `reason` instead of its own. An event with *items* tells of many equal things in",
  "one entry: the details are the list. A detail with a question mark may be missing. Details can be erased: then they are null."
]

const table = (types: ReadonlyArray<AnyEventType>): ReadonlyArray<string> => [
  "| action | target | meaning | details |",
  "|---|---|---|---|",
  ...types.map(
    (type) =>
      `| \`${type.tag}\`${type.version === 1 ? "" : ` v${type.version}`} | ${type.subject} | ${type.description} | ${detailsOf(type)} |`
  )
]

const detailsOf = ({ details, item }: AnyEventType): string => {
  const own = Object.keys(details.fields).length === 0 ? [] : [code(shapeOf(details.ast))]
  const items = item === undefined ? [] : [`items: ${code(shapeOf(item.ast))}`]
  return [...own, ...items].join("; ")
}

const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``
