import type { OwnerInfo } from "../owner/OwnerInfo.ts"
import { type Advice, run } from "./Finding.ts"

/** What to do about something that only a directory without an owner shows. `genie down` ends no program of others. */
export const onceOwnerIsGone = (owner: OwnerInfo | undefined): Advice => {
  if (owner === undefined) return { sentence: "Ask again when it has gone." }
  return owner.kind === "program"
    ? { sentence: `Ask again when process ${owner.pid} (${owner.command}) has ended.` }
    : run("Ask again when it has gone.", "genie down")
}
