import type { OwnerInfo } from "../directory/ownerFile.ts"
import type { Program } from "../directory/Program.ts"
import { type Advice, run } from "./Finding.ts"

/** Advice about something that only a directory without an owner shows. */
export const onceOwnerIsGone = (owner: OwnerInfo | undefined, { ends = {} }: Program): Advice => {
  if (owner === undefined) return { sentence: "Ask again when it has gone." }
  const end = ends[owner.kind ?? ""]
  return end === undefined
    ? { sentence: `Ask again when process ${owner.pid} (${owner.command}) has ended.` }
    : run("Ask again when it has gone.", end)
}
