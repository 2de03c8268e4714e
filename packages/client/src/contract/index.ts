export { Api } from "./Api.ts"
export { Authorization } from "./Authorization.ts"
export { actorHeader, actorKindHeader, pageHeader, schemaHeader, versionHeader } from "./headers.ts"
export { noncePattern, proofOf } from "./proofOf.ts"
export { Session, type SessionOperations } from "./Session.ts"
export { NewSession, SessionGroup, SignedIn, SignInRefused } from "./SessionGroup.ts"
export { System, type SystemOperations } from "./System.ts"
export type {
  SystemApi,
  SystemOpenInput,
  SystemYieldInput
} from "./SystemApi.generated.ts"
export { Leaving, OwnerStays, PageLink, PageNotServed, SystemGroup } from "./SystemGroup.ts"
export { DatabaseHealth, SystemStatus } from "./SystemStatus.ts"
export { schema, version } from "./version.ts"
