import { lazy, Suspense } from "react"
import { boardIn } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { close, overlayOptions, useOverlay } from "./overlays.ts"

const Palette = lazy(() => import("./Palette.tsx"))
const ShortcutList = lazy(() => import("./ShortcutList.tsx"))
const NewTask = lazy(() => import("../task/NewTask.tsx"))

/** What lies over the page, loaded when it is first asked for. */
export const Overlays = ({ project }: { project: string | undefined }) => {
  const overlay = useOverlay()
  const board = boardIn(useSearch())
  return (
    <Suspense>
      {overlay === "palette" && <Palette project={project} onClose={close} />}
      {overlay === "create" && (
        <NewTask project={project} board={board} column={overlayOptions().column} onClose={close} />
      )}
      {overlay === "shortcuts" && <ShortcutList onClose={close} />}
    </Suspense>
  )
}
