export { Actors } from "./contract/Actors.ts"
export { Projects } from "./contract/Projects.ts"
export { ActorCreated, identityEvents } from "./events.ts"
export {
  type CreatedProject,
  type IdentityObserver,
  IdentityObservers,
  type MovedProject
} from "./service/IdentityObservers.ts"
export { KNOWN_FOR_MS, KnownActors } from "./service/KnownActors.ts"
export { layerAdmission } from "./service/layerAdmission.ts"
export { type IdentityServices, layerIdentity } from "./service/layerIdentity.ts"
export { makeFindActor } from "./service/makeFindActor.ts"
export { type KnownProject, makeFindProject } from "./service/makeFindProject.ts"
export { makeProjectOf } from "./service/makeProjectOf.ts"
export { memberOf } from "./service/memberOf.ts"
export { projectKeyOf } from "./service/projectKeyOf.ts"
