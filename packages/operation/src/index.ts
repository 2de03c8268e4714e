export { asArgument } from "./asArgument.ts"
export { asLongText } from "./asLongText.ts"
export { type Actor, type AdmittedActor, CurrentActor } from "./CurrentActor.ts"
export { type ActorKind, type Caller, CurrentCaller, type NamedActor, type Via } from "./CurrentCaller.ts"
export { ExpectedRevision } from "./ExpectedRevision.ts"
export { exitCodeOf } from "./exitCodeOf.ts"
export { invalidInputOf, strictly } from "./invalidInputOf.ts"
export { jsonDepth } from "./jsonDepth.ts"
export { bodyBytesMax } from "./limits.ts"
export { nearestName } from "./nearestName.ts"
export { OperationBoundary } from "./OperationBoundary.ts"
export type { AnyEndpoint, Failure, Input, Operations, Output } from "./Operations.ts"
export { operationGroup } from "./operationGroup.ts"
export { type NodeInspect, nodeInspect, printedAsError } from "./printedAsError.ts"
export { ReadsItems } from "./ReadsItems.ts"
export { type AnyRefusal, isRefusal, problemType, Refusal, type RefusalClass, type RefusalFields } from "./Refusal.ts"
export {
  ActorDisabled,
  ActorKindMismatch,
  ActorKindMissing,
  InvalidInput,
  NotServed,
  type SharedRefusal,
  Unauthorized,
  Unavailable,
  UnknownOutcome,
  VersionMismatch
} from "./refusals.ts"
export { shellArgument, shellQuoted } from "./shellQuoted.ts"
export { SLIPS_MAX, slips } from "./slips.ts"
export { streamOf } from "./streamOf.ts"
export { withoutCredentials } from "./withoutCredentials.ts"
