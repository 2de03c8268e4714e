// Loaded into a victim before anything else: says when the thread of the engine reaches for its directory. What it does
// before, compiling the engine, takes longest, and a kill there would hit nothing.
import fs from "node:fs"
import { isMainThread } from "node:worker_threads"

const { openSync } = fs

if (!isMainThread)
  fs.openSync = (path, ...how) => {
    if (/[/\\]pg[/\\]/.test(String(path))) {
      fs.openSync = openSync
      fs.writeSync(1, "begin open\n")
    }
    return openSync(path, ...how)
  }
