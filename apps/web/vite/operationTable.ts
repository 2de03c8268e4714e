// Where each operation lives on the wire, read off the contracts while the page is built. The contracts themselves stay
// out of the browser: with Effect's schemas they would be 160 kB of its first load.
import { Api } from "@genie/client/api"
import * as OpenApi from "effect/http-api/OpenApi"
import type { Plugin } from "vite"

/** What a page has to know of an operation: its method, its path, and which of its fields travel in the query. */
export type OperationTable = Readonly<Record<string, readonly [method: string, path: string, ...query: Array<string>]>>

/** Makes `virtual:operations`. */
export const operationTable = (): Plugin => ({
  name: "genie-operation-table",
  resolveId: (id) => (id === "virtual:operations" ? `\0${id}` : undefined),
  load: (id) => (id === "\0virtual:operations" ? `export default ${JSON.stringify(tableOf(Api))}` : undefined)
})

const tableOf = (api: typeof Api): OperationTable => {
  const rows = Object.entries(OpenApi.fromApi(api).paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, OpenApi.OpenAPISpecOperation>).map(([method, operation]) => {
      const query = operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name)
      return [operation.operationId, [method.toUpperCase(), path, ...query]] as const
    })
  )
  return Object.fromEntries(rows)
}
