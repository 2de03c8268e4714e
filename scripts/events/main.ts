// Writes the files that are read off the catalog of events, or with --check says which are not what it says.
import { writeGenerated } from "../generated/writeGenerated.ts"
import { changesModule } from "./changesModule.ts"
import { eventsPage } from "./eventsPage.ts"

writeGenerated("the catalog of events says", [
  { file: "docs/events.md", text: eventsPage() },
  { file: "apps/web/src/live/changesOf.generated.ts", text: changesModule() }
])
