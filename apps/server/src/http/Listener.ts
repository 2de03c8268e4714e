import { Context } from "effect"

/** The door a request came in by. */
export type Listener =
  /** The Unix socket, in a directory only its user can enter: whoever is there needs no token. */
  | { readonly kind: "socket" }
  /** TCP on loopback, which every user and every web page of this machine can reach. `page` is its name for browsers. */
  | { readonly kind: "tcp"; readonly port: number; readonly page: string }

/** The door the current request came in by. Nobody is trusted who has not been seen at one. */
export const CurrentListener = Context.Reference<Listener>("@genie/server/CurrentListener", {
  defaultValue: () => ({ kind: "tcp", port: 0, page: "" })
})
