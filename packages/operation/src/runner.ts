// The runner: how every operation runs, once. It knows the contract; the package that has a database and a log passes
// how they surround the work (`@genie/audit/effect`: `implement`, `read`, `change`, `steps`).

export { Admission, type RunningOperation } from "./runner/Admission.ts"
export type { Implementation, Implementations, OperationKind } from "./runner/Implementation.ts"
export { type AnyImplementation, operationsOf, type Surround } from "./runner/operationsOf.ts"
export { Permission, type PermissionName, permissionOf } from "./runner/Permission.ts"
