import type { Operations } from "@genie/operation"
import { Context } from "effect"
import type { SessionGroup } from "./SessionGroup.ts"

/** Signing in, as a service. */
export interface SessionOperations extends Operations<typeof SessionGroup> {}

/** The session of the page that asks. */
export class Session extends Context.Service<Session, SessionOperations>()("@genie/client/Session") {}
