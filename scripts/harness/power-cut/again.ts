// One state again, of a recording that was kept because something was broken: `again.ts RECORDING STATE`. It leaves the disk
// of that state in `RECORDING/state-STATE`, as the power cut left it, and says what is wrong with a copy of it.
import { cpSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { brokenBy, type Kept, saidUntil } from "./cutRecording.ts"
import { readImage } from "./Disk.ts"
import { readCalls } from "./Recorded.ts"
import { statesOf, writeImage } from "./statesOf.ts"
import { Verifiers } from "./Verifiers.ts"

const [path, wanted] = process.argv.slice(2)
const kept = JSON.parse(readFileSync(join(path!, "kept.json"), "utf8")) as Kept
const recording = { path: path!, before: readImage(join(path!, "before")), calls: readCalls(join(path!, "calls")) }

for (const { cut, image, index, losses, share } of statesOf(recording, kept)) {
  if (index !== Number(wanted)) continue
  const directory = join(path!, `state-${index}`)
  writeImage(image, directory)
  const opened = `${directory}-opened`
  cpSync(directory, opened, { recursive: true })
  using verifiers = new Verifiers(1)
  const answer = await verifiers.ask({ of: kept.of, directory: opened })
  console.log(`Call ${cut}, ${share * 100} % lost:`, losses)
  console.log(
    recording.calls.slice(Math.max(0, cut - 20), cut).map(({ data, ...call }) => ({ ...call, bytes: data.length }))
  )
  console.log(answer)
  for (const sentence of brokenBy(saidUntil(cut, { ...kept, recording }), answer)) console.log(`✗ ${sentence}`)
  break
}
