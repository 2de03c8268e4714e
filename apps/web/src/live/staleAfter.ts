/** Which of the page's questions have another answer after something happened to a thing of this kind. */
export const staleAfter = (targetType: string): ReadonlyArray<string> => stale[targetType] ?? []

/** A run is shown on its task's card, a firing in its schedule. */
const stale: Readonly<Record<string, ReadonlyArray<string>>> = {
  run: ["runs", "boards", "tasks", "schedules"],
  schedule: ["schedules"],
  trigger: ["schedules", "runs"],
  worker: ["runs", "boards", "tasks"],
  task: ["tasks", "boards", "projects"],
  dependency: ["tasks", "boards"],
  comment: ["tasks"],
  conversation: ["tasks"],
  approval: ["tasks", "boards"],
  tag: ["tasks", "boards"],
  board: ["boards"],
  column: ["boards", "tasks"],
  project: ["projects", "boards"],
  actor: ["actors"]
}
