import type { Notifications } from "@genie/store/database"
import { Effect } from "effect"

/** Resolves when somebody asks for a cancellation that this process can hear of, so that its worker renews at once. */
export const cancelHint = (notifications: Notifications["Service"]): Effect.Effect<void> =>
  notifications
    .waitFor("genie_run", (payload) => payload.startsWith("cancel:"), Effect.succeed(Number.POSITIVE_INFINITY))
    // Without a listener it is heard at the next renewal.
    .pipe(Effect.catchTag("SqlError", () => Effect.never))
