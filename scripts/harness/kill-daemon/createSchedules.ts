import type { Scheduler } from "@genie/scheduler"

/**
 * Schedules of every kind of overlap and misfire, seven firings a second in all. Answers their names.
 *
 * What is missed while everybody is dead is made up for, except where a schedule says that one firing is enough.
 */
export const createSchedules = async (
  { schedules }: Scheduler,
  { directory, work }: { readonly directory: string; readonly work: string }
): Promise<ReadonlyArray<string>> => {
  const shell = { run: work, directory }
  const agents = { queue: "agents", directory }
  const created = [
    ...["north", "east", "south", "west"].map(
      (name) => ({ name, every: "1s", overlap: "allow", misfire: "all", ...shell }) as const
    ),
    { name: "in turn", every: "1s", overlap: "queue", misfire: "all", ...agents } as const,
    { name: "beside", every: "1s", overlap: "allow", misfire: "all", ...agents } as const,
    { name: "one is enough", every: "2s", overlap: "skip", misfire: "one", ...shell } as const,
    { name: "newest wins", every: "2s", overlap: "replace", misfire: "one", ...agents } as const,
    {
      name: "by the minute",
      cron: "* * * * *",
      tz: "America/Sao_Paulo",
      overlap: "allow",
      misfire: "all",
      ...shell
    } as const
  ]
  for (const schedule of created) await schedules.create(schedule)
  return created.map(({ name }) => name)
}
