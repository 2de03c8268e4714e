import { promisify } from "node:util"
import zlib from "node:zlib"
import { findPackedTemplate } from "./findPackedTemplate.ts"
import type { Template } from "./Template.ts"

/** The template for this engine and these contents, as a tar archive, or undefined where none was shipped. */
export const findTemplate = async (template: Template): Promise<Uint8Array | undefined> => {
  const packed = await findPackedTemplate(template)
  return packed && (await decompress(packed))
}

/** Looked up when it is needed: an older Node, which lacks it, must get as far as being told that it is too old. */
const decompress = (bytes: Uint8Array) => promisify(zlib.zstdDecompress)(bytes)
