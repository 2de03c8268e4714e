import type { DatabaseHealth } from "@genie/client/api"
import type { Engine } from "@genie/store/database"
import type { Effect } from "effect"

/** What the engine says of itself, as it is answered: instants are dates, and what is not known is null. */
export const databaseHealth = (health: EngineHealth): DatabaseHealth => {
  const { checkpoint, maintenanceError, vacuum, worstTable } = health
  return {
    diskFreeBytes: health.diskFreeBytes,
    databaseBytes: health.databaseBytes,
    walBytes: health.walBytes,
    walSinceCheckpointBytes: health.walSinceCheckpointBytes,
    checkpoint: { at: new Date(checkpoint.at), ms: checkpoint.ms ?? null },
    vacuum: vacuum === undefined ? null : { ...vacuum, at: new Date(vacuum.at) },
    liveTuples: health.liveTuples,
    deadTuples: health.deadTuples,
    worstTable: worstTable ?? null,
    oldestTransactionAge: health.oldestTransactionAge,
    fsyncs: health.fsyncs,
    restarts: health.restarts,
    maintenanceError: maintenanceError === undefined ? null : { ...maintenanceError, at: new Date(maintenanceError.at) }
  }
}

type EngineHealth = NonNullable<Effect.Success<NonNullable<Engine["health"]>>>
