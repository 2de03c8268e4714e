import { Drawer } from "@mantine/core"
import { type PropsWithChildren, type ReactNode, useEffect, useState } from "react"
import classes from "./SidePanel.module.css"

interface SidePanelProps extends PropsWithChildren {
  readonly label: string
  /** The top line: what it is. */
  readonly head: ReactNode
  /** What can be done with it. */
  readonly actions?: ReactNode
  readonly onClose: () => void
}

/** One thing in detail, beside the list it is from; on a phone, over it. */
export const SidePanel = ({ actions, children, head, label, onClose }: SidePanelProps) => {
  const [opener] = useState(() => document.activeElement)

  // Whoever closes it goes on where they were.
  useEffect(
    () => () => {
      setTimeout(() => opener instanceof HTMLElement && opener.isConnected && opener.focus({ preventScroll: true }))
    },
    [opener]
  )

  return (
    <Drawer.Root
      opened
      onClose={onClose}
      position="right"
      size={620}
      transitionProps={{ duration: 140 }}
      classNames={{ content: classes.panel!, inner: classes.place! }}
    >
      <Drawer.Overlay backgroundOpacity={0.14} />
      <Drawer.Content aria-label={label}>
        <div className={classes.head}>
          {head}
          <div className={classes.actions}>{actions}</div>
          <Drawer.CloseButton aria-label="Close" className={classes.close} />
        </div>
        <div className={classes.body} tabIndex={-1} data-autofocus>
          {children}
        </div>
      </Drawer.Content>
    </Drawer.Root>
  )
}
