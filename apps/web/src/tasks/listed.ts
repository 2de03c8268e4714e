import type { TaskOrder } from "../api/model.ts"

/** Which tasks a list is about. */
export type Listed = "open" | "all" | "closed"

/** What the address says of that. */
export const listedIn = (search: string): Listed => {
  const said = new URLSearchParams(search).get("show")
  return said === "all" || said === "closed" ? said : "open"
}

/** How the list of an address is sorted. What is closed has an order of its own. */
export const orderOf = (search: string): TaskOrder => {
  if (listedIn(search) === "closed") return "closed"
  const said = new URLSearchParams(search).get("order")
  return orders.find((order) => order === said) ?? "newest"
}

const orders: ReadonlyArray<TaskOrder> = ["newest", "oldest", "urgent", "due", "changed"]
