import { Modal } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { PlusIcon, SearchIcon } from "lucide-react"
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react"
import { projectsQuery } from "../api/projects.ts"
import { searchQuery } from "../api/tasks.ts"
import { Key } from "../look/Key.tsx"
import { useOpen } from "../nav/panels.ts"
import { boardPlace, taskPlace } from "../nav/places.ts"
import { TaskStatusChip } from "../task/TaskStatusChip.tsx"
import { open } from "./overlays.ts"
import classes from "./Palette.module.css"
import { sections } from "./sections.ts"
import { useTypeAhead } from "./typeAhead.ts"

interface Choice {
  readonly id: string
  readonly icon: ReactNode
  readonly name: string
  readonly side?: ReactNode
  readonly act: () => void
}

/** Search, and every place and action, by a few letters. */
const Palette = ({ onClose, project }: { project: string | undefined; onClose: () => void }) => {
  const [words, setWords] = useState("")
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  useTypeAhead(field, setWords)
  const choices = useChoices(words.trim(), project, onClose)
  const list = useId()
  const chosen = choices[Math.min(at, choices.length - 1)]

  useEffect(() => {
    document.getElementById(`${list}${chosen?.id}`)?.scrollIntoView({ block: "nearest" })
  }, [list, chosen?.id])

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    if (step !== 0) setAt((Math.min(at, choices.length - 1) + step + choices.length) % Math.max(1, choices.length))
    if (event.key === "Enter") chosen?.act()
    if (step !== 0 || event.key === "Enter") event.preventDefault()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      size={580}
      yOffset="12vh"
      padding={0}
      attributes={{ content: { "aria-label": "Search" } }}
    >
      <div className={classes.field}>
        <SearchIcon size={16} aria-hidden="true" />
        <input
          ref={field}
          className={classes.input}
          role="combobox"
          aria-label="Search tasks, or go somewhere"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={chosen && `${list}${chosen.id}`}
          aria-autocomplete="list"
          placeholder="Search tasks, or go somewhere…"
          data-autofocus
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
        <Key>Esc</Key>
      </div>
      <div id={list} className={classes.list} role="listbox" aria-label="Found">
        {choices.map((choice) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the choice by aria-activedescendant.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's.
          <div
            key={choice.id}
            id={`${list}${choice.id}`}
            className={classes.choice}
            role="option"
            aria-selected={choice === chosen}
            onClick={choice.act}
          >
            <span className={classes.icon}>{choice.icon}</span>
            <span className={classes.name}>{choice.name}</span>
            {choice.side}
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className={classes.none}>Nothing has these words.</p>}
    </Modal>
  )
}

const useChoices = (words: string, project: string | undefined, onClose: () => void): ReadonlyArray<Choice> => {
  const navigate = useOpen()
  const projects = useQuery(projectsQuery).data ?? []
  const search = useQuery(searchQuery(words))
  const found = search.data ?? []
  const go = (to: string) => {
    onClose()
    navigate(to)
  }
  const places: ReadonlyArray<Choice> = [
    { id: "create", icon: <PlusIcon size={15} />, name: "New task", side: <Key>c</Key>, act: () => open("create") },
    ...sections.map(({ Icon, keys, name, to }) => ({
      id: name,
      icon: <Icon size={15} />,
      name: `Go to ${name.toLowerCase()}`,
      side: keys.split(" ").map((key) => <Key key={key}>{key}</Key>),
      act: () => go(to(project, location.search))
    })),
    ...projects
      .filter(({ key }) => key !== project)
      .map(({ key, name }) => ({
        id: `project ${key}`,
        icon: <span className={classes.key}>{key}</span>,
        name: `Board of ${name}`,
        act: () => go(boardPlace(key))
      }))
  ]
  const isMeant = (name: string) => name.toLowerCase().includes(words.toLowerCase())
  const tasks = (words === "" ? [] : found).map(({ key, status, title }) => ({
    id: key,
    icon: <span className={classes.key}>{key}</span>,
    name: title,
    side: <TaskStatusChip status={status} />,
    act: () => go(taskPlace(key))
  }))
  // A key is typed as it is said.
  const named = /^[a-z][a-z0-9]*-\d+$/i.test(words) && !tasks.some(({ id }) => id === words.toUpperCase())
  const byKey = named
    ? [
        {
          id: "by key",
          icon: <SearchIcon size={15} />,
          name: `Open ${words.toUpperCase()}`,
          act: () => go(taskPlace(words.toUpperCase()))
        }
      ]
    : []
  return [...byKey, ...tasks, ...places.filter(({ name }) => isMeant(name))]
}

export default Palette
