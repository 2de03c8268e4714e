#!/usr/bin/env node
// Nothing but the way in: what is compiled once is kept for the next start, and an old Node is told so in words.
// It imports nothing itself: even a built-in module costs more to import than to get.
if (Number.parseInt(process.versions.node, 10) < 24) {
  console.error(
    `genie: Genie needs Node 24 or newer, and this is Node ${process.versions.node}. Get it from https://nodejs.org`
  )
  process.exit(2)
}
process.getBuiltinModule("node:module").enableCompileCache?.()
await import("./main.ts")
