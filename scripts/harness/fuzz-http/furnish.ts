import { openClient } from "@genie/client"

/** Makes one thing of each kind, and answers what they are called: requests that name them go deeper. */
export const furnish = async (url: string, token: string): Promise<ReadonlyArray<string>> => {
  const genie = await openClient({ url, token, actor: "human:ana" })
  try {
    const project = await genie.projects.create({ name: "Fuzz", key: "FUZZ" })
    const bot = await genie.actors.create({ handle: "build-bot", kind: "agent" })
    const task = await genie.tasks.create({ title: "docs", project: project.key, tags: ["API"] })
    const other = await genie.tasks.create({ title: "mail", project: project.key, dependsOn: [task.key] })
    const schedule = await genie.schedules.create({ name: "mail", cron: "0 3 * * *", queue: "mail" })
    const run = await genie.runs.enqueue({ queue: "mail", project: project.key })
    const worker = await genie.workers.register({
      name: "mail",
      host: "here",
      bootId: "boot",
      pid: 1,
      processStartedAt: "then",
      queues: ["mail", "docs"],
      slots: 10,
      version: "0.0.0"
    })
    const { items } = await genie.audit.list({ limit: 1 })
    const boards = await genie.boards.list({ project: project.key })
    return [
      project.key,
      bot.handle,
      task.key,
      task.id,
      other.key,
      schedule.id,
      schedule.name,
      run.id,
      worker.id,
      ...items.map(({ id }) => id),
      ...boards.flatMap(({ columns, name }) => [name, ...columns.map((column) => column.name)])
    ]
  } finally {
    await genie.close()
  }
}
