import { repositoryAt } from "./repositoryAt.ts"

/** The path of the git repository that a command is typed in. */
export const repositoryHere = (): string | undefined => repositoryAt(process.cwd())?.path
