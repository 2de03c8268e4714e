import { AuditLogLive } from "@genie/audit/effect"
import { layerOpen, layerScheduler, type OpenOptions } from "@genie/scheduler/effect"
import { layerTasks } from "@genie/tasks/effect"
import { Layer } from "effect"
import { SignIns } from "./session/SignIns.ts"
import type { Presence } from "./system/Presence.ts"
import { systemLayer } from "./system/systemLayer.ts"

/** Every service of Genie in this process, over the store that the options name. */
export const genieServices = (store: OpenOptions, presence: Presence) =>
  servicesOnStore(presence).pipe(Layer.provideMerge(layerOpen(store)))

/** Every service of Genie over a store that is open already. */
export const servicesOnStore = (presence: Presence) =>
  Layer.mergeAll(layerTasks, AuditLogLive, systemLayer(presence)).pipe(
    Layer.provideMerge(Layer.merge(layerScheduler, SignIns.layer))
  )
