import { Fragment } from "react"
import { piecesOf } from "./piecesOf.ts"
import classes from "./Sentence.module.css"

/** A sentence of Genie, in which what can be typed is seen at once. */
export const Sentence = ({ children }: { children: string }) =>
  piecesOf(children).map(({ kind, text }, index) =>
    kind === "command" ? (
      <code key={index} className={classes.command}>
        {text}
      </code>
    ) : (
      <Fragment key={index}>{text}</Fragment>
    )
  )
