// What libraries do while they are loaded, done when it is needed: a command line pays for all of it at every start.
// A library that changed in one of these places fails the build.
import { readFile } from "node:fs/promises"
import type { Options } from "tsup"

/** The plugin of the command line's bundle. */
export const startsFast: (Options["esbuildPlugins"] & {})[number] = {
  name: "starts-fast",
  setup(build) {
    build.onLoad({ filter: /@effect\/platform-node\/.*\/internal\/http\.[jt]s$/ }, () => ({ contents: builtins }))
    build.onLoad({ filter: /effect\/[^/]+\/cli\/CliOutput\.js$/ }, async ({ path }) => ({
      contents: replaced(path, await readFile(path, "utf8"), segmenter, lazySegmenter)
    }))
  }
}

/** `node:https` loads TLS and cryptography, and the owner's socket needs neither: 12 ms. */
const builtins = `
  const builtin = process.getBuiltinModule
  export const http = builtin("node:http")
  export const https = {
    get Agent() { return builtin("node:https").Agent },
    request(...args) { return builtin("node:https").request(...args) }
  }
`

const segmenter = `/*#__PURE__*/new Intl.Segmenter(undefined, {
  granularity: "grapheme"
})`

/** The first segmenter of a process takes 9 ms, and plain ASCII is its own segments. */
const lazySegmenter = `{
  segment(text) {
    if (/^[\\x20-\\x7e]*$/.test(text)) return Array.from(text, (segment) => ({ segment }))
    this.full ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })
    return this.full.segment(text)
  }
}`

const replaced = (path: string, source: string, original: string, replacement: string) => {
  if (!source.includes(original)) throw new Error(`${path} is no longer what startsFast.ts makes lazy.`)
  return source.replace(original, () => replacement)
}
