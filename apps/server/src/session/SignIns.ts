import { createHash, randomBytes } from "node:crypto"
import { SignInRefused } from "@genie/client/api"
import type { Actor } from "@genie/operation"
import { Clock, Context, Duration, Effect, Layer } from "effect"

/** A link is opened at once, by whoever asked for it. */
export const CODE_LASTS = Duration.minutes(1)

/** Links that have not been opened. The oldest gives way: somebody who asks again has lost it. */
export const CODES_MAX = 16

/** How long a page that asks nothing stays signed in. One that follows the feed asks all the time. */
export const SESSION_LASTS = Duration.hours(12)

/** Browsers signed in at once. Who has not asked anything for the longest time gives way. */
export const SESSIONS_MAX = 64

/** A session in the eyes of who looks after it. */
export interface OpenSession {
  readonly actor: Actor
  readonly expiresAt: Date
}

/** Both halves of a session that has just begun. They are known here this once: what stays is their hashes. */
export interface NewSecrets extends OpenSession {
  /** For the browser, which shows it to every port of 127.0.0.1 and never to a script. */
  readonly cookie: string
  /** For the page, which shows it to its own origin only. */
  readonly key: string
}

/** Who is signed in at a browser, and how they come to be. All of it lives as long as this process. */
export class SignIns extends Context.Service<
  SignIns,
  {
    /** A code that signs in whoever shows it first, from a page of this origin. */
    readonly offer: (actor: Actor, origin: string) => Effect.Effect<{ readonly code: string; readonly expiresAt: Date }>
    /** Turns a code into a session, once. Shown by a page of another origin, it is refused and stays good. */
    readonly redeem: (code: string, origin: string | undefined) => Effect.Effect<NewSecrets, SignInRefused>
    /** Whose session it is, which lasts longer for being asked. Both halves are needed. */
    readonly find: (cookie: string, key: string) => Effect.Effect<OpenSession | undefined>
    /** Ends a session. */
    readonly end: (cookie: string) => Effect.Effect<void>
  }
>()("@genie/server/SignIns") {
  static readonly layer: Layer.Layer<SignIns> = Layer.sync(SignIns, () => {
    const codes = new Map<string, Code>()
    const sessions = new Map<string, Stored>()

    return {
      offer: (actor, origin) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          const code = secret()
          const expiresAt = new Date(now + Duration.toMillis(CODE_LASTS))
          keep(codes, hash(code), { actor, origin, expiresAt, isUsed: false }, CODES_MAX)
          return { code, expiresAt }
        }),
      redeem: Effect.fnUntraced(function* (text, origin) {
        const code = codes.get(hash(text))
        if (code === undefined) return yield* new SignInRefused({ because: "unknown" })
        if (code.origin !== origin) return yield* new SignInRefused({ because: "elsewhere" })
        if (code.isUsed) return yield* new SignInRefused({ because: "used" })
        const now = yield* Clock.currentTimeMillis
        if (now >= code.expiresAt.getTime()) return yield* new SignInRefused({ because: "expired" })

        code.isUsed = true
        const [cookie, key] = [secret(), secret()]
        const { actor } = code
        const expiresAt = lastsUntil(now)
        keep(sessions, hash(cookie), { actor, expiresAt, keyHash: hash(key) }, SESSIONS_MAX)
        return { actor, expiresAt, cookie, key }
      }),
      find: (cookie, key) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          const id = hash(cookie)
          const session = sessions.get(id)
          if (session === undefined || session.keyHash !== hash(key)) return undefined
          if (now >= session.expiresAt.getTime()) {
            sessions.delete(id)
            return undefined
          }
          const expiresAt = lastsUntil(now)
          keep(sessions, id, { ...session, expiresAt }, SESSIONS_MAX)
          return { actor: session.actor, expiresAt }
        }),
      end: (cookie) => Effect.sync(() => void sessions.delete(hash(cookie)))
    }
  })
}

interface Code {
  readonly actor: Actor
  /** Where its link leads. */
  readonly origin: string
  readonly expiresAt: Date
  /** Kept for a while, so that who comes second is told. */
  isUsed: boolean
}

interface Stored extends OpenSession {
  readonly keyHash: string
}

const secret = (): string => randomBytes(32).toString("base64url")

/** What is kept: a reader of this memory has nothing to sign in with, and comparing takes the same time for every guess. */
const hash = (text: string): string => createHash("sha256").update(text).digest("base64url")

const lastsUntil = (now: number) => new Date(now + Duration.toMillis(SESSION_LASTS))

/** Puts it last, and lets the first go when there are too many: a map remembers the order. */
const keep = <A>(map: Map<string, A>, id: string, value: A, most: number) => {
  map.delete(id)
  map.set(id, value)
  for (const oldest of map.keys()) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}
