/** What a source file imports, types too: a bundler no longer sees those, and they have a direction as well. */
export function importsOf(source: string): ReadonlyArray<string> {
  const code = source.replace(comment, "")
  return [...code.matchAll(imported)].map(([, from, called, bare]) => (from ?? called ?? bare)!)
}

// Comments that are lines of their own: an example in a docstring imports nothing.
const comment = /^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*$)/gm

// `import … from "x"` and `export … from "x"`, over several lines if need be; `import("x")`; `import "x"`.
const imported =
  /^(?:import|export)\s(?:[^"'`;()]*?\s)?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm
