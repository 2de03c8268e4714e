// The ways to a server, and which of them is taken: the first that answers, and the next one where it stops answering.
import type pg from "pg"
import type { PostgresAddress, Target } from "../address/parseAddress.ts"

export class Route {
  readonly wanted: string | undefined
  readonly #isPooler: boolean
  #targets: ReadonlyArray<Target>
  #at = 0

  constructor({ isPooler, parameters, targets }: PostgresAddress) {
    this.#targets = targets
    this.#isPooler = isPooler
    this.wanted = parameters.target_session_attrs
  }

  get targets(): ReadonlyArray<Target> {
    return this.#targets
  }

  get target(): Target {
    return this.#targets[this.#at]!
  }

  /** The next connection is made in this way. */
  take(target: Target): void {
    this.#at = Math.max(0, this.#targets.indexOf(target))
  }

  /** Connections are made in this way, and where it fails in the same way to another host: never with less encryption. */
  settle(target: Target): void {
    this.#targets = this.#targets.filter(({ ssl }) => ssl === target.ssl)
    this.take(target)
  }

  /** A connection failed in this way. */
  leave(target: Target): void {
    if (target === this.target) this.#at = (this.#at + 1) % this.#targets.length
  }

  /** A class of connections that take this route. */
  clientOf(driver: typeof pg.Client): typeof pg.Client {
    const route = this
    class RoutedClient extends driver {
      readonly #target: Target

      constructor(config: pg.ClientConfig) {
        const { host, port, ssl } = route.target
        // The pool hides the password from whoever looks at its options, and so from a copy of them.
        const { password } = config
        super({
          ...config,
          ...(password !== undefined && { password }),
          ...(host !== undefined && { host }),
          ...(port !== undefined && { port }),
          ssl
        })
        this.#target = route.target
        // A server that stops may say so with its first answer, before anybody listens, and Node ends a process for an
        // error that nobody hears. The next statement on this connection fails with it.
        this.on("error", () => {})
      }

      // The pool gives a callback, everybody else waits for the promise.
      override connect(...[callback]: ReadonlyArray<any>): any {
        const connecting = this.#connect()
        if (callback === undefined) return connecting
        connecting.then(() => callback(null, this), callback)
      }

      /** Poolers take no options, and keep these few settings for whoever asked for them. */
      getStartupConf(): object {
        const { getStartupConf } = driver.prototype as unknown as { readonly getStartupConf: () => object }
        const asked = getStartupConf.call(this)
        return route.#isPooler ? { ...asked, DateStyle: "ISO", TimeZone: "UTC" } : asked
      }

      async #connect(): Promise<void> {
        try {
          await super.connect()
          if (route.#targets.length > 1) await assertWanted(this, route.wanted)
        } catch (error) {
          route.leave(this.#target)
          throw error
        }
      }
    }
    return RoutedClient
  }
}

/** Of several hosts, the one is taken that is of the wanted kind, as libpq's `target_session_attrs` says it. */
const assertWanted = async (client: pg.Client, wanted = "any"): Promise<void> => {
  const [forPrimary, forStandby] = [/^(read-write|primary)$/.test(wanted), /^(read-only|standby)$/.test(wanted)]
  if (!forPrimary && !forStandby) return
  const { rows } = await client.query<{ standby: boolean }>(
    "select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as standby"
  )
  if (rows[0]?.standby === forStandby) return
  await client.end().catch(() => {})
  throw new Error(`none of the hosts is a ${wanted} one, as target_session_attrs asks for.`)
}
