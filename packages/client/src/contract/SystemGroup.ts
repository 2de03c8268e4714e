import { operationGroup, Refusal } from "@genie/operation"
import { Newcomer, OwnerKind } from "@genie/store/owner"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { SystemStatus } from "./SystemStatus.ts"

/** The owner keeps what it has: it was started on purpose, or who asks could do nothing with it. */
export class OwnerStays extends Refusal<OwnerStays>()(
  "OwnerStays",
  { status: 409, title: "The owner stays" },
  { kind: OwnerKind, pid: Schema.Number, directory: Schema.String }
) {
  override get message() {
    return `${this.directory} stays with process ${this.pid} (${who[this.kind]}).`
  }
}

const who: Record<OwnerKind, string> = {
  background: "started in the background, by a version that is not older",
  up: "genie up",
  program: "a program that opened Genie itself: end it there"
}

/** Who leaves, so that the one who asked knows whose end to wait for. */
export const Leaving = Schema.Struct({ pid: Schema.Number })
export type Leaving = typeof Leaving.Type

/** What can be asked of the process itself. */
export const SystemGroup = operationGroup(
  "system",
  HttpApiEndpoint.get("status", "/status", { success: SystemStatus }).annotate(
    OpenApi.Summary,
    "Say what is running, where its data is and how much it has to do"
  ),
  HttpApiEndpoint.post("yield", "/yield", { payload: Newcomer, success: Leaving, error: [OwnerStays] }).annotate(
    OpenApi.Summary,
    "Ask a background owner to finish what it does and make room"
  ),
  HttpApiEndpoint.post("stop", "/stop", { success: Leaving, error: [OwnerStays] }).annotate(
    OpenApi.Summary,
    "Ask the owner to finish what it does and stop"
  )
)
