// Genie, as the page sees it: every operation of every contract as a function. Types are read off the contracts, paths
// off the table the build made of them.

import operations from "virtual:operations"
import type { Api } from "@genie/client/api"
import type { AnyEndpoint, Input, Output } from "@genie/operation"
import { answerOf, send } from "./send.ts"
import type { Wire } from "./Wire.ts"

type Groups = (typeof Api)["groups"]

type Call<E extends AnyEndpoint> =
  {} extends Input<E>
    ? (input?: Wire<Input<E>>, options?: CallOptions) => Promise<Wire<Output<E>>>
    : (input: Wire<Input<E>>, options?: CallOptions) => Promise<Wire<Output<E>>>

/** Every operation, by the group and the name it has in its contract. */
export type Genie = {
  readonly [G in keyof Groups]: {
    readonly [K in keyof Groups[G]["endpoints"]]: Groups[G]["endpoints"][K] extends infer E extends AnyEndpoint
      ? Call<E>
      : never
  }
}

export interface CallOptions {
  readonly signal?: AbortSignal
}

/** `await genie.runs.cancel({ run })`. A refusal rejects with a `Problem`, whose message is its sentence. */
export const genie = new Proxy({} as Genie, {
  get: (_, group: string) =>
    new Proxy(
      {},
      {
        get:
          (_, operation: string) =>
          async (input: object = {}, options: CallOptions = {}) =>
            answerOf(await request(`${group}.${operation}`, input, options))
      }
    )
})

/** Sends what an operation takes to where it is taken, and gives back the raw answer: streams are read from it. */
export const request = (name: string, input: object, { signal }: CallOptions & { headers?: HeadersInit } = {}) => {
  const [method, template, ...inQuery] = operations[name]!
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
  const path = template.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = rest.get(field)
    rest.delete(field)
    return encodeURIComponent(String(value))
  })
  const query = new URLSearchParams()
  for (const field of inQuery) {
    const value: unknown = rest.get(field)
    for (const each of Array.isArray(value) ? value : rest.has(field) ? [value] : []) query.append(field, String(each))
    rest.delete(field)
  }
  return send(query.size === 0 ? path : `${path}?${query}`, {
    method,
    ...(method !== "GET" && { body: JSON.stringify(Object.fromEntries(rest)) }),
    ...(signal && { signal })
  })
}
