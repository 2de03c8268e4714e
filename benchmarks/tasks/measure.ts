import type { OpenTasks } from "@genie/tasks"

/** How long lists took, in milliseconds, and how many claims there were in a second. */
export interface Measured {
  readonly lists: Readonly<Record<string, { readonly p50: number; readonly p95: number }>>
  readonly claims: Readonly<Record<string, number>>
}

/** The work whose time is taken: each call is another project's, or another person's, as many ask for them. */
export const lists: Readonly<Record<string, (genie: OpenTasks, nth: number) => Promise<unknown>>> = {
  "list, open": ({ tasks }, nth) => tasks.list({ project: `P${nth % 10}` }),
  "list, status=blocked": ({ tasks }, nth) => tasks.list({ project: `P${nth % 10}`, status: "blocked" }),
  "list, assignee": ({ tasks }, nth) => tasks.list({ project: `P${nth % 10}`, assignee: `person-${1 + (nth % 50)}` }),
  "list, all projects": ({ tasks }) => tasks.list({}),
  "list, status=blocked, all projects": ({ tasks }) => tasks.list({ status: "blocked" }),
  "list, search": ({ tasks }, nth) => tasks.list({ project: `P${nth % 10}`, search: "auth release" }),
  "list, search for nothing, all projects": ({ tasks }) => tasks.list({ search: "neutrinos" }),
  "boards.show": ({ boards }, nth) => boards.show({ project: `P${nth % 10}` })
}

/** Takes the time of everything, lists first: claims change what they would find. */
export const measure = async (genie: OpenTasks, rounds: number): Promise<Measured> => {
  const taken: Record<string, { p50: number; p95: number }> = {}
  for (const [name, work] of Object.entries(lists)) {
    for (let nth = 0; nth < 10; nth++) await work(genie, nth)
    const times: Array<number> = []
    for (let nth = 0; nth < rounds; nth++) {
      const startedAt = performance.now()
      await work(genie, nth)
      times.push(performance.now() - startedAt)
    }
    times.sort((a, b) => a - b)
    taken[name] = { p50: times[Math.floor(rounds * 0.5)]!, p95: times[Math.floor(rounds * 0.95)]! }
  }
  return {
    lists: taken,
    claims: {
      "ready --claim, 1 caller": await claimsBy(genie, 1, rounds * 2),
      "ready --claim, 20 callers": await claimsBy(genie, 20, rounds * 10)
    }
  }
}

/** Claims per second, none of them twice, each sealed in the audit log of its project. */
const claimsBy = async (genie: OpenTasks, callers: number, count: number): Promise<number> => {
  const taken = new Set<string>()
  let left = count
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left-- > 0) {
        const { checkout } = await genie.tasks.claim({})
        if (checkout === null) return
        if (taken.has(checkout.task.key)) throw new Error(`${checkout.task.key} was claimed twice.`)
        taken.add(checkout.task.key)
      }
    })
  )
  return (taken.size / (performance.now() - startedAt)) * 1000
}
