import { Api } from "@genie/client/api"
import * as OpenApi from "effect/http-api/OpenApi"

/** The API in the words of OpenAPI 3.1, read off the contracts. `docs/openapi.json` is this, committed. */
export const openApi = (): OpenApi.OpenAPISpec => (described ??= OpenApi.fromApi(Api))

let described: OpenApi.OpenAPISpec | undefined
