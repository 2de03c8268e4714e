import { Button, Menu, Modal, Textarea, TextInput } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { useLocation } from "wouter"
import { boardsQuery } from "../api/boards.ts"
import { genie } from "../api/genie.ts"
import type { Priority } from "../api/model.ts"
import { CategoryMark } from "../board/CategoryMark.tsx"
import { columnTone } from "../board/columnTone.ts"
import { focusCard } from "../board/focusCard.ts"
import { showCard } from "../board/showCard.ts"
import { Command } from "../look/Command.tsx"
import { Key } from "../look/Key.tsx"
import { boardPlace, changed } from "../nav/places.ts"
import { useTypeAhead } from "../shell/typeAhead.ts"
import classes from "./NewTask.module.css"
import { PriorityMark } from "./PriorityMark.tsx"
import { useDraft } from "./useDraft.ts"
import { useTaskAct } from "./useTaskAct.ts"

interface NewTaskProps {
  readonly project: string | undefined
  /** The board that is looked at, when it is not the first. */
  readonly board: string | undefined
  readonly column: string | undefined
  readonly onClose: () => void
}

/** A new task in a few keys: its title and Enter. */
const NewTask = ({ board, column: first, onClose, project }: NewTaskProps) => (
  <Modal
    opened
    onClose={onClose}
    withCloseButton={false}
    size={560}
    yOffset="14vh"
    padding={0}
    attributes={{ content: { "aria-label": "New task" } }}
  >
    {project === undefined ? <NoProject /> : <Form project={project} board={board} first={first} onClose={onClose} />}
  </Modal>
)

interface FormProps {
  readonly project: string
  readonly board: string | undefined
  readonly first: string | undefined
  readonly onClose: () => void
}

const Form = ({ board: boardName, first, onClose, project }: FormProps) => {
  const boards = useQuery(boardsQuery(project)).data
  const board = boards?.find(({ name }) => name === boardName) ?? boards?.[0]
  const queries = useQueryClient()
  const [, go] = useLocation()
  const [title, setTitle] = useDraft(`new ${project} title`)
  const [body, setBody] = useDraft(`new ${project} body`)
  const field = useRef<HTMLInputElement>(null)
  const typed = useRef(title)
  typed.current = title
  useTypeAhead(field, (edit) => setTitle(edit(typed.current)))
  const [priority, setPriority] = useState<Priority>("normal")
  const [chosen, setChosen] = useState(first)
  const begins = board?.columns.filter(({ category }) => category === "backlog" || category === "ready") ?? []
  const column = begins.find(({ name }) => name === chosen) ?? begins[0]

  const create = useTaskAct({
    name: "Not created",
    act: () =>
      genie.tasks.create({
        title: title.trim(),
        project,
        priority,
        ...(body !== "" && { body }),
        ...(board !== undefined && { board: board.name }),
        ...(column !== undefined && { column: column.name })
      }),
    after: (task) => {
      setTitle("")
      setBody("")
      showCard(queries, task, task.column)
      onClose()
      go(boardPlace(project, changed("", { board: boardName })))
      focusCard(task.key)
    }
  })
  const isCreatable = title.trim() !== "" && !create.isPending

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (isCreatable) create.mutate()
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && isCreatable) create.mutate()
      }}
    >
      <div className={classes.texts}>
        <span className={classes.project}>{project}</span>
        <TextInput
          ref={field}
          variant="unstyled"
          aria-label="Title"
          placeholder="What is to be done?"
          data-autofocus
          maxLength={500}
          classNames={{ input: classes.title! }}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          variant="unstyled"
          aria-label="Description"
          placeholder="All that is to be known…"
          autosize
          minRows={3}
          maxRows={14}
          classNames={{ input: classes.body! }}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
      </div>
      <div className={classes.foot}>
        <Menu position="top-start" width={180}>
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={column && <CategoryMark category={column.category} tone={columnTone(column)} />}
            >
              {column?.name ?? "Column"}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {begins.map((each) => (
              <Menu.Item
                key={each.id}
                leftSection={<CategoryMark category={each.category} tone={columnTone(each)} />}
                onClick={() => setChosen(each.name)}
              >
                {each.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Menu position="top-start" width={150}>
          <Menu.Target>
            <Button size="compact-sm" variant="default" leftSection={<PriorityMark priority={priority} />}>
              {priority}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {priorities.map((each) => (
              <Menu.Item key={each} leftSection={<PriorityMark priority={each} />} onClick={() => setPriority(each)}>
                {each}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <span className={classes.hint}>
          {(title !== "" || body !== "") && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              onClick={() => {
                setTitle("")
                setBody("")
                field.current?.focus()
              }}
            >
              Discard
            </Button>
          )}
          <Key>↵</Key>
        </span>
        <Button type="submit" size="compact-sm" disabled={!isCreatable} loading={create.isPending}>
          Create task
        </Button>
      </div>
    </form>
  )
}

const NoProject = () => (
  <div className={classes.none}>
    <p>There is no project yet. The first task of a repository makes one:</p>
    <Command>genie task create "Implement auth middleware"</Command>
  </div>
)

const priorities: ReadonlyArray<Priority> = ["urgent", "high", "normal", "low"]

export default NewTask
