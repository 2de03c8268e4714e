import type { Audit } from "@genie/audit/effect"
import type { Admission } from "@genie/operation/runner"
import type { Db } from "@genie/store/database"
import { layerIdentityRepositories } from "@genie/store/identity"
import { Layer } from "effect"
import type { Actors } from "../contract/Actors.ts"
import type { Projects } from "../contract/Projects.ts"
import { ActorsLive } from "./ActorsLive.ts"
import { IdentityObservers } from "./IdentityObservers.ts"
import type { KnownActors } from "./KnownActors.ts"
import { layerAdmission } from "./layerAdmission.ts"
import { ProjectsLive } from "./ProjectsLive.ts"

/** The services of identity for the packages above it. */
export type IdentityServices = Actors | Projects | Admission | KnownActors | IdentityObservers

/** Projects, actors and the admission of every caller, over an open store and its audit log. */
export const layerIdentity: Layer.Layer<IdentityServices, never, Db | Audit> = Layer.merge(
  ActorsLive,
  ProjectsLive
).pipe(
  Layer.provide(layerIdentityRepositories),
  Layer.provideMerge(Layer.merge(layerAdmission, IdentityObservers.layer))
)
