import { PageNotServed, System } from "@genie/client/api"
import { attach } from "@genie/client/effect"
import { InvalidInput } from "@genie/operation"
import { Console, Effect, Layer, Option } from "effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { callerLayer } from "../owner/callerLayer.ts"
import { chosenDatabase } from "../owner/chosenDatabase.ts"
import { chosenDirectory } from "../owner/chosenDirectory.ts"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { openInBrowser } from "./openInBrowser.ts"
import { proveListener } from "./proveListener.ts"

/** `genie open` */
export const open = Command.make(
  "open",
  {
    place: Argument.String("place").pipe(
      Argument.withDescription("What to open: a project (SHOP), a task (SHOP-12), or a path of the page (/app/runs)"),
      Argument.optional
    ),
    url: Flag.String("url").pipe(
      Flag.withDescription('The address that "genie up" printed, when it uses a PostgreSQL'),
      Flag.optional
    ),
    print: Flag.Boolean("print").pipe(
      Flag.withDescription("Print the link and open nothing"),
      Flag.withDefault(false),
      Flag.withoutNegation
    ),
    loopback: Flag.Boolean("loopback").pipe(
      Flag.withDescription("Link to 127.0.0.1, for a browser that does not find names under localhost"),
      Flag.withDefault(false),
      Flag.withoutNegation
    )
  },
  ({ loopback, place, print, url }) =>
    Effect.gen(function* () {
      const path = yield* pathOf(Option.getOrUndefined(place))
      const link = yield* Effect.provide(
        Effect.flatMap(System, (system) =>
          system.open({ ...(path !== undefined && { path }), ...(loopback && { loopback }) })
        ),
        yield* servedAt(Option.getOrUndefined(url))
      )
      if (link.portBefore !== undefined) {
        yield* Console.error(
          `The page has another address than before: something else listens on port ${link.portBefore}. Old bookmarks lead there.`
        )
      }
      if (print) return yield* Console.log(link.url)
      if (yield* openInBrowser(link.url)) {
        return yield* Console.log(
          `Opened ${new URL(link.url).origin} in the browser. If it is not there: genie open --print. If the browser does not find that name: genie open --loopback`
        )
      }
      yield* Console.error("No browser can be opened from here. This link signs one in, once and within a minute:")
      yield* Console.log(link.url)
    })
).pipe(Command.withDescription("Open the board in the browser, signed in"))

/** People know a task and a project by their keys. */
const pathOf = (place: string | undefined): Effect.Effect<string | undefined, InvalidInput> => {
  if (place === undefined || place.startsWith("/")) return Effect.succeed(place)
  if (/^[a-z][a-z0-9_]*-\d+$/i.test(place)) return Effect.succeed(`/app/task/${place.toUpperCase()}`)
  if (/^[a-z][a-z0-9_]*$/i.test(place)) return Effect.succeed(`/app/board/${place.toUpperCase()}`)
  return Effect.fail(
    new InvalidInput({
      field: "<place>",
      reason: `"${place}" is neither a project (SHOP), nor a task (SHOP-12), nor a path of the page (/app/runs).`
    })
  )
}

/** Whoever shows the page: the owner of the data directory, or the `genie up` at an address. */
const servedAt = Effect.fnUntraced(function* (url: string | undefined) {
  if (url !== undefined) {
    const target = { url: yield* originOf(url), token: yield* token }
    yield* proveListener(target.url, target.token)
    return Layer.merge(attach(target), callerLayer)
  }
  if ((yield* chosenDatabase) === undefined) return servicesLayer
  return yield* new PageNotServed({
    reason:
      'Beside a PostgreSQL there is no owner to ask. Start "genie up" with this database, and open the address it prints: genie open --url ADDRESS'
  })
})

/** The token goes there, so it is a place on this machine. */
const originOf = (url: string): Effect.Effect<string, InvalidInput> => {
  const { hostname = "", origin = "", port = "", protocol = "" } = URL.parse(url) ?? {}
  // The address that a browser shows. Only browsers know that such a name is this machine.
  if (protocol === "http:" && hostname.endsWith(".localhost")) return Effect.succeed(`http://127.0.0.1:${port || 80}`)
  return protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname)
    ? Effect.succeed(origin)
    : Effect.fail(
        new InvalidInput({
          field: "--url",
          reason: `"${url}" is no address of a genie up on this machine, such as http://127.0.0.1:4400.`
        })
      )
}

const token = Effect.suspend(() => {
  const { path, token } = chosenDirectory()
  const { readFileSync } = process.getBuiltinModule("node:fs")
  return Effect.mapError(
    Effect.try(() => readFileSync(token, "utf8").trim()),
    () =>
      new PageNotServed({
        reason: `There is no token in ${path}: name the directory of that genie up with GENIE_HOME.`
      })
  )
})
