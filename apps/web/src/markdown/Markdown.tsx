import { lazy, Suspense } from "react"
import { isRenderable } from "./isRenderable.ts"
import classes from "./Markdown.module.css"
import { PlainInstead } from "./PlainInstead.tsx"

const Rendered = lazy(() => import("./Rendered.tsx"))

/** Markdown as its writer meant it. The text itself stands there until the renderer is loaded, and where it cannot be rendered. */
export const Markdown = ({ children }: { children: string }) => {
  const plain = <p className={classes.plain}>{children}</p>
  if (!isRenderable(children)) return plain
  return (
    <PlainInstead key={children} plain={plain}>
      <Suspense fallback={plain}>
        <div className={classes.text}>
          <Rendered>{children}</Rendered>
        </div>
      </Suspense>
    </PlainInstead>
  )
}
