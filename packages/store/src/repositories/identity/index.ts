import { Layer } from "effect"
import type { Db } from "../../database/Db.ts"
import { ActorRepository } from "./ActorRepository.ts"
import { ProjectRepository } from "./ProjectRepository.ts"

/** The repositories of actors and projects. */
export type IdentityRepositories = ActorRepository | ProjectRepository

/** Every statement about actors and projects. */
export const layerIdentityRepositories: Layer.Layer<IdentityRepositories, never, Db> = Layer.mergeAll(
  ActorRepository.layer,
  ProjectRepository.layer
)

export { type ActorFilter, ActorRepository, type NewActor } from "./ActorRepository.ts"
export {
  type NewProject,
  type ProjectFilter,
  ProjectRepository,
  type ProjectRow,
  type RepositoryTraits
} from "./ProjectRepository.ts"
