import { userInfo } from "node:os"

/** The user of this process. */
export interface OperatingSystemUser {
  readonly handle: string
  /** False where the machine has no name for the user, as in a container that runs under any number. */
  readonly isNamed: boolean
}

/** The user of this process by name, or `uid-12345` where the password file has no entry for it. */
export const operatingSystemUser = (): OperatingSystemUser => {
  try {
    return { handle: userInfo().username, isNamed: true }
  } catch {
    return { handle: `uid-${process.getuid?.() ?? 0}`, isNamed: false }
  }
}
