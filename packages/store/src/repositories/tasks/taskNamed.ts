import { isUuid } from "../../model/isUuid.ts"

/** Which task a text names: by its id, or by the key of its project and its number. */
export interface TaskNamed {
  readonly id?: string
  /** Key of the project, in capitals. */
  readonly project?: string
  readonly number?: number
}

const key = /^([A-Za-z][A-Za-z0-9_]*)-([1-9][0-9]{0,15})$/

/** Reads "SHOP-12", in upper or lower case, or an id. Undefined when no task is called like that. */
export const taskNamed = (text: string): TaskNamed | undefined => {
  const trimmed = text.trim()
  if (isUuid(trimmed)) return { id: trimmed }
  const [, project, number] = key.exec(trimmed) ?? []
  return project === undefined ? undefined : { project: project.toUpperCase(), number: Number(number) }
}
