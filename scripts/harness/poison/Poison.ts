/** Something that work hands back and a database may not take, and how its run has to end. */
export interface Poison<Handed> {
  readonly name: string
  readonly handed: Handed
  /** Repaired without a lie, or failed with a reason. */
  readonly ends: "succeeded" | "failed"
}

/** The name of a run that has nothing to hide. */
export const healthy = "healthy"
