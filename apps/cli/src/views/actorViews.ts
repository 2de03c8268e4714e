import { type Screen, table } from "@genie/operation/commands"
import type { Actor } from "@genie/store/model"
import { fields } from "./fields.ts"
import { instant } from "./instant.ts"
import { more } from "./more.ts"

/** Who acts here, by handle. */
export const actorListView = (
  { items, next }: { readonly items: ReadonlyArray<Actor>; readonly next: string | null },
  screen: Screen
): string =>
  items.length === 0
    ? "Nobody has acted yet. Introduce somebody: genie actor create engineer-1 --kind agent"
    : table(
        items,
        {
          handle: { value: ({ handle }) => handle, widthMin: 12 },
          kind: ({ kind }) => kind,
          name: ({ name }) => name,
          "known as": (actor) => knownAs(actor) ?? "-",
          state: {
            value: ({ disabledAt }) => (disabledAt === null ? "may act" : "disabled"),
            paint: ({ disabledAt }) => (disabledAt === null ? undefined : "red")
          }
        },
        screen
      ) + more(next)

/** Somebody in full. */
export const actorView = (actor: Actor, screen: Screen): string =>
  fields(
    {
      handle: actor.handle,
      kind: actor.kind,
      name: actor.name,
      "known as": knownAs(actor),
      disabled: instant(actor.disabledAt, screen),
      since: instant(actor.createdAt, screen),
      id: actor.id
    },
    screen
  )

const knownAs = ({ externalId, externalType }: Actor) =>
  externalType === null && externalId === null ? null : `${externalType ?? "?"}:${externalId ?? "?"}`
