import { Menu, useMantineColorScheme } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { CheckIcon, ChevronsUpDownIcon, KeyboardIcon, LogOutIcon, MonitorIcon, MoonIcon, SunIcon } from "lucide-react"
import { sentenceOf } from "../api/Problem.ts"
import { type Me, sessionQuery, signOut } from "../api/session.ts"
import { Initials } from "../look/Initials.tsx"
import classes from "./MeMenu.module.css"
import { notify } from "./notices.ts"
import { open } from "./overlays.ts"

/** Who I am, and how the page looks to me. */
export const MeMenu = ({ me, isCompact = false }: { me: Me; isCompact?: boolean }) => {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const queries = useQueryClient()
  const leave = () =>
    signOut().then(
      () => queries.resetQueries({ queryKey: sessionQuery.queryKey }),
      (error) => notify({ title: "Still signed in", sentence: sentenceOf(error), tone: "refused" })
    )

  return (
    <Menu position="top-start" width={208} shadow="md">
      <Menu.Target>
        <button
          type="button"
          className={classes.me}
          data-compact={isCompact || undefined}
          aria-label={`${me.handle}: theme and session`}
        >
          <Initials handle={me.handle} size={isCompact ? 26 : 20} isDecorative />
          {!isCompact && (
            <>
              <span className={classes.handle}>{me.handle}</span>
              <ChevronsUpDownIcon size={13} aria-hidden="true" />
            </>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Theme</Menu.Label>
        {themes.map(({ Icon, name, value }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={14} />}
            rightSection={colorScheme === value && <CheckIcon size={14} aria-label="chosen" />}
            onClick={() => setColorScheme(value)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<KeyboardIcon size={14} />} onClick={() => open("shortcuts")}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<LogOutIcon size={14} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const themes = [
  { name: "System", value: "auto", Icon: MonitorIcon },
  { name: "Light", value: "light", Icon: SunIcon },
  { name: "Dark", value: "dark", Icon: MoonIcon }
] as const
