import { Button } from "@mantine/core"
import { Component, type PropsWithChildren } from "react"
import { sentenceOf } from "../api/Problem.ts"
import classes from "./Welcome.module.css"

interface FallbackProps extends PropsWithChildren {
  /** Another place is another chance. */
  readonly place: string
}

interface FallbackState {
  readonly place: string
  readonly thrown: unknown
}

/** What stands in the place of a page that broke. After an update of Genie, its old parts are gone: loading helps. */
export class Fallback extends Component<FallbackProps, FallbackState> {
  override state: FallbackState = { place: this.props.place, thrown: undefined }

  static getDerivedStateFromError(thrown: unknown): Pick<FallbackState, "thrown"> {
    return { thrown }
  }

  static getDerivedStateFromProps({ place }: FallbackProps, state: FallbackState): FallbackState {
    return place === state.place ? state : { place, thrown: undefined }
  }

  override render() {
    if (this.state.thrown === undefined) return this.props.children
    return (
      <div className={classes.page}>
        <div className={classes.card}>
          <h1 className={classes.title}>This page broke</h1>
          <p className={classes.text}>{sentenceOf(this.state.thrown)}</p>
          <p className={classes.hint}>
            Nothing you did is lost. When Genie was updated meanwhile, loading it anew is all it needs.
          </p>
          <Button size="sm" onClick={() => location.reload()}>
            Load it anew
          </Button>
        </div>
      </div>
    )
  }
}
