import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Services } from "@genie/client/effect"
import { Effect, Redacted, type Scope } from "effect"
import { CannotListen } from "./http/CannotListen.ts"
import { serveGenie } from "./serveGenie.ts"
import { SignIns } from "./session/SignIns.ts"

/**
 * Answers the commands of a worker beside a PostgreSQL, until the scope closes: on a socket in a directory of this process,
 * which only its user can enter, and whose path is the answer. So a command can use Genie and never sees the database's
 * address, which is a key.
 *
 * Open it before the worker: a command that is finishing while the worker leaves may still have something to say.
 */
export const serveCommands: Effect.Effect<string, CannotListen, Services | Scope.Scope> = Effect.gen(function* () {
  const directory = yield* privateDirectory
  const socket = join(directory, socketName)
  yield* serveGenie({ token: nobodysToken(), socket })
  return socket
}).pipe(Effect.provide(SignIns.layer))

/** Made by `mkdtemp`, which gives it to its user alone. It goes with the scope, and with a process that ends without closing it. */
const privateDirectory = Effect.gen(function* () {
  const parent = fits(tmpdir()) ? tmpdir() : "/tmp"
  const path = yield* Effect.try({
    try: () => mkdtempSync(join(parent, prefix)),
    catch: (error) =>
      new CannotListen({
        place: `a socket for its commands in ${parent}`,
        reason: `${error instanceof Error ? error.message : error}. Name another directory with TMPDIR.`
      })
  })
  const remove = () => rmSync(path, { recursive: true, force: true })
  process.once("exit", remove)
  yield* Effect.addFinalizer(() => Effect.sync(() => process.off("exit", remove) && remove()))
  return path
})

/** Kernels cut the path of a socket at 108 bytes (Linux) or 104 (macOS), and some say nothing. */
const fits = (parent: string) => Buffer.byteLength(join(parent, `${prefix}XXXXXX`, socketName)) <= 100

const prefix = "genie-worker-"

const socketName = "api.sock"

/** There is no TCP here, so nobody has to show one. */
const nobodysToken = () => Redacted.make(randomBytes(32).toString("base64url"))
