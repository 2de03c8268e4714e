import { Menu } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { CheckIcon, ChevronDownIcon } from "lucide-react"
import { useLocation } from "wouter"
import { projectsQuery } from "../api/projects.ts"
import { Mark } from "../look/Mark.tsx"
import classes from "./ProjectMenu.module.css"

/** Which project is looked at. */
export const ProjectMenu = ({ project }: { project: string | undefined }) => {
  const projects = useQuery(projectsQuery).data ?? []
  const [, go] = useLocation()
  const shown = projects.find(({ key }) => key === project)?.name ?? project ?? "Genie"

  if (projects.length === 0) {
    return (
      <div className={classes.project}>
        <Mark size={20} />
        <span className={classes.name}>Genie</span>
      </div>
    )
  }
  return (
    <Menu position="bottom-start" width={240} shadow="md">
      <Menu.Target>
        <button type="button" className={classes.project} aria-label={`Project: ${shown}`}>
          <Mark size={20} />
          <span className={classes.name}>{shown}</span>
          <ChevronDownIcon size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.list}>
        <Menu.Label>Projects</Menu.Label>
        {projects.map(({ key, name, openTasks }) => (
          <Menu.Item
            key={key}
            leftSection={<span className={classes.key}>{key}</span>}
            rightSection={
              key === project ? (
                <CheckIcon size={14} aria-label="chosen" />
              ) : (
                <span className={classes.count}>{openTasks}</span>
              )
            }
            onClick={() => go(`/app/board/${key}`)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
