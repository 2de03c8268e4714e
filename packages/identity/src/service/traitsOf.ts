import type { RepositoryTraits } from "@genie/store/identity"
import { originOf } from "../contract/originOf.ts"

/** What a repository is recognized by, as it is kept: the address of a remote never with its password. */
export const traitsOf = ({ firstCommit, origin }: RepositoryTraits): RepositoryTraits => ({
  ...(origin != null && { origin: originOf(origin) }),
  ...(firstCommit != null && { firstCommit })
})
