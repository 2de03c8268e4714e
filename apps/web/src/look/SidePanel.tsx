import { Drawer } from "@mantine/core"
import type { PropsWithChildren, ReactNode } from "react"
import classes from "./SidePanel.module.css"

interface SidePanelProps extends PropsWithChildren {
  readonly label: string
  /** The top line, beside the button that closes. */
  readonly head: ReactNode
  readonly onClose: () => void
}

/** One thing in detail, beside the list it is from; on a phone, over it. */
export const SidePanel = ({ children, head, label, onClose }: SidePanelProps) => (
  <Drawer.Root
    opened
    onClose={onClose}
    position="right"
    size={620}
    transitionProps={{ duration: 140 }}
    classNames={{ content: classes.panel!, inner: classes.place! }}
  >
    <Drawer.Overlay backgroundOpacity={0.2} />
    <Drawer.Content aria-label={label}>
      <div className={classes.head}>
        {head}
        <Drawer.CloseButton aria-label="Close" className={classes.close} />
      </div>
      <div className={classes.body}>{children}</div>
    </Drawer.Content>
  </Drawer.Root>
)
