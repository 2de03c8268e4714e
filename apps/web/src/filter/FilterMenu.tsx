import { Menu } from "@mantine/core"
import { CheckIcon, ChevronDownIcon } from "lucide-react"
import type { ReactNode } from "react"
import classes from "./FilterMenu.module.css"

interface FilterMenuProps {
  readonly name: string
  readonly value: string | undefined
  readonly options: ReadonlyArray<{ readonly value: string; readonly name: string; readonly icon?: ReactNode }>
  readonly onOpen?: () => void
  readonly onChange: (value: string | undefined) => void
}

/** One thing that a list can be narrowed by. What is chosen is seen without opening it. */
export const FilterMenu = ({ name, onChange, onOpen, options, value }: FilterMenuProps) => {
  const chosen = options.find((each) => each.value === value)
  return (
    <Menu position="bottom-start" width={200} {...(onOpen && { onOpen })}>
      <Menu.Target>
        <button
          type="button"
          className={classes.filter}
          data-chosen={value !== undefined || undefined}
          aria-label={value === undefined ? name : `${name}: ${chosen?.name ?? value}`}
        >
          {value === undefined ? name : (chosen?.name ?? value)}
          <ChevronDownIcon size={12} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.list}>
        <Menu.Item onClick={() => onChange(undefined)} disabled={value === undefined}>
          Any {name.toLowerCase()}
        </Menu.Item>
        {options.map((each) => (
          <Menu.Item
            key={each.value}
            leftSection={each.icon}
            rightSection={each.value === value && <CheckIcon size={14} aria-label="chosen" />}
            onClick={() => onChange(each.value)}
          >
            {each.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
