import { Result, SemVer } from "effect"
import type { Newcomer, OwnerInfo } from "./OwnerInfo.ts"

/**
 * Whether an owner drains and leaves for a newcomer.
 *
 * Only an owner that the command line started in the background does: for `genie up`, for a program, and for a newer command
 * line. Nobody leaves for one who could not open the directory afterwards, because its schema is older.
 */
export function shouldYield(
  current: Pick<OwnerInfo, "kind" | "version" | "schema">,
  newcomer: Pick<Newcomer, "kind" | "version" | "schema">
): boolean {
  if (current.kind !== "background" || newcomer.schema < current.schema) return false
  return newcomer.kind !== "background" || isNewer(newcomer.version, current.version)
}

/** A version that cannot be read is not newer than anything. */
function isNewer(version: string, than: string): boolean {
  const parsed = Result.all([SemVer.parse(version), SemVer.parse(than)])
  return Result.isSuccess(parsed) && SemVer.isGreaterThan(parsed.success[0], parsed.success[1])
}
