/** Puts the template of a new database with Genie's schema into the built package. The package's build runs this last. */
import { fileURLToPath } from "node:url"
import { shipTemplate } from "@genie/pglite/template"
import { genieTemplate } from "../src/database/template/genieTemplate.ts"

await shipTemplate(genieTemplate(), fileURLToPath(new URL("../dist/", import.meta.url)))
