// Every operation of the API, read off its contracts: what it takes, and with which statuses it may answer.
import { Api } from "@genie/client/api"
import { type Schema, SchemaAST } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"

/** One operation as it is fuzzed. */
export interface Operation {
  readonly name: string
  readonly method: string
  /** `/tasks/:task/move`. */
  readonly path: string
  readonly params: SchemaAST.Objects | undefined
  readonly query: SchemaAST.Objects | undefined
  readonly payload: SchemaAST.Objects | undefined
  readonly statuses: ReadonlySet<number>
}

/** It ends the server that is to be asked on. */
export const left: ReadonlyArray<string> = ["system.stop"]

export const operations = (): ReadonlyArray<Operation> => {
  const { paths } = OpenApi.fromApi(Api)
  const declared = new Map(
    Object.values(paths).flatMap((methods) =>
      Object.values(methods as Readonly<Record<string, Described>>).map(
        ({ operationId, responses }) => [operationId, new Set(Object.keys(responses).map(Number))] as const
      )
    )
  )
  return Object.values(Api.groups)
    .flatMap((group) =>
      Object.values(group.endpoints as Readonly<Record<string, HttpApiEndpoint.Top>>).map((endpoint) => {
        const name = `${group.identifier}.${endpoint.identifier}`
        const [payload] = [...endpoint.payload.values()].flatMap(({ schemas }) => schemas)
        return {
          name,
          method: endpoint.method,
          path: endpoint.path,
          params: fieldsIn(endpoint.params),
          query: fieldsIn(endpoint.query),
          payload: fieldsIn(payload),
          statuses: declared.get(name) ?? new Set<number>()
        }
      })
    )
    .filter(({ name }) => !left.includes(name))
}

interface Described {
  readonly operationId: string
  readonly responses: Readonly<Record<string, unknown>>
}

const fieldsIn = (schema: Schema.Top | undefined): SchemaAST.Objects | undefined => {
  if (schema === undefined) return undefined
  const type = SchemaAST.toType(schema.ast)
  return SchemaAST.isObjects(type) ? type : undefined
}
