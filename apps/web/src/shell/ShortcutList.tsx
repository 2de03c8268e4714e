import { Modal } from "@mantine/core"
import { Key } from "../look/Key.tsx"
import classes from "./ShortcutList.module.css"
import { shortcuts } from "./shortcuts.ts"

/** What the keyboard can do. */
const ShortcutList = ({ onClose }: { onClose: () => void }) => (
  <Modal
    opened
    onClose={onClose}
    title="Keyboard shortcuts"
    size={520}
    centered
    closeButtonProps={{ "aria-label": "Close" }}
  >
    {shortcuts.map(({ keys, title }, index) => (
      <section key={title} className={classes.section} tabIndex={-1} data-autofocus={index === 0 || undefined}>
        <h3 className={classes.title}>{title}</h3>
        <dl className={classes.list}>
          {keys.map(([key, does]) => (
            <div key={key} className={classes.row}>
              <dt>{does}</dt>
              <dd className={classes.keys}>
                {key.split(" ").map((each) => (
                  <Key key={each}>{each}</Key>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    ))}
  </Modal>
)

export default ShortcutList
