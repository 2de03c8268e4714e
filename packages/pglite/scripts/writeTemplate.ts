/** Puts the template of a new, empty database into the built package. The package's build runs this last. */
import { fileURLToPath } from "node:url"
import { shipTemplate } from "../src/template/shipTemplate.ts"
import { emptyTemplate } from "../src/template/Template.ts"

await shipTemplate(emptyTemplate, fileURLToPath(new URL("../dist/", import.meta.url)))
