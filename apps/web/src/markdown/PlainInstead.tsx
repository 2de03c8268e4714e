import { Component, type PropsWithChildren, type ReactNode } from "react"

interface PlainInsteadProps extends PropsWithChildren {
  readonly plain: ReactNode
}

interface PlainInsteadState {
  readonly isBroken: boolean
}

/** Shows the plain text where rendering broke, or the renderer could not be loaded. */
export class PlainInstead extends Component<PlainInsteadProps, PlainInsteadState> {
  override state: PlainInsteadState = { isBroken: false }

  static getDerivedStateFromError(): PlainInsteadState {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? this.props.plain : this.props.children
  }
}
