export { type ActorOperations, Actors } from "./Actors.ts"
export type {
  ActorsApi,
  ActorsCreateInput,
  ActorsDisableInput,
  ActorsEnableInput,
  ActorsListInput,
  ActorsShowInput
} from "./ActorsApi.generated.ts"
export { ActorHandleTaken, ActorNotFound, ActorsGroup } from "./ActorsGroup.ts"
export { actorOf } from "./actorOf.ts"
export { originOf } from "./originOf.ts"
export { ProjectKey } from "./ProjectKey.ts"
export { ProjectNotFound } from "./ProjectNotFound.ts"
export { type ProjectOperations, Projects } from "./Projects.ts"
export type {
  ProjectsApi,
  ProjectsCreateInput,
  ProjectsListInput,
  ProjectsRecognizeInput,
  ProjectsSetInput,
  ProjectsShowInput
} from "./ProjectsApi.generated.ts"
export { ProjectsGroup, ProjectTaken, RepoPath, RepositoryKnown, repositoryTraits } from "./ProjectsGroup.ts"
export { readActor } from "./readActor.ts"
export { TemplateNotFound } from "./TemplateNotFound.ts"
