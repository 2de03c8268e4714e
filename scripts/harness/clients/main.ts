// Hundreds of clients at once, with parameters of 300 KB: is every row that of the client who sent it, as it was sent? Once
// through the owner of a directory, in processes of which some are killed, and once through the driver alone.
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Harness } from "../Harness.ts"
import { throughDriver } from "./throughDriver.ts"
import { throughOwner } from "./throughOwner.ts"

export const harness: Harness = {
  size: 300,
  async run(options) {
    const scratch = await mkdtemp(join(tmpdir(), "genie-clients-"))
    try {
      const driver = await throughDriver(scratch, options)
      const owner = await throughOwner(scratch, options)
      const broken = Object.entries({ driver, owner }).flatMap(([through, { wrong }]) =>
        wrong.length === 0
          ? []
          : [`${wrong.length} rows are wrong through the ${through}: ${wrong.slice(0, 5).join(" ")}`]
      )
      return {
        broken,
        figure:
          `${options.size} clients' worth of 300 KB parameters: ${owner.letters} letters through the owner ` +
          `(${owner.processesKilled} processes of clients killed), ${driver.letters} through the driver: ` +
          `${owner.wrong.length + driver.wrong.length} wrong rows`,
        numbers: {
          owner: { ...owner, wrong: owner.wrong.slice(0, 20) },
          driver: { ...driver, wrong: driver.wrong.slice(0, 20) }
        }
      }
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }
}
