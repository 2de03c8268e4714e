// What is wrong with a data directory. Behind a door of its own: a bundle of a command line loads what is behind one door
// together, and only one command asks for this.

import { Effect } from "effect"
import type { Finding as Found } from "./database/doctor/Finding.ts"

/** Looks at the PostgreSQL of this address, with what only a server needs loaded by then. */
export const checkServer = (address: string): Effect.Effect<ReadonlyArray<Found>> =>
  Effect.flatMap(
    Effect.promise(() => import("./database/doctor/checkServer.ts")),
    (doctor) => doctor.checkServer(address)
  )

export { type Advice, type Checkup, examine, type Finding, type Verdict } from "./database/doctor/examine.ts"
