export { ActorDisabled, ActorKindMismatch, ActorKindMissing } from "@genie/operation"
