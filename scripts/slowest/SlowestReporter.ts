import { relative } from "node:path"
import type { Reporter, TestModule, Vitest } from "vitest/node"
import { slowestFiles } from "./slowestFiles.ts"

/** Says at the end of a run which files took longest. */
export class SlowestReporter implements Reporter {
  #root = process.cwd()

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    // One file is what somebody is working on, and its time has just been printed.
    if (modules.length < 2) return
    console.log(`\n${slowestFiles(modules.map((module) => timeOf(module, this.#root))).join("\n")}`)
  }
}

const timeOf = (module: TestModule, root: string) => {
  const { collectDuration, duration, environmentSetupDuration, prepareDuration, setupDuration } = module.diagnostic()
  return {
    path: relative(root, module.moduleId),
    ms: collectDuration + duration + environmentSetupDuration + prepareDuration + setupDuration,
    tests: [...module.children.allTests()].length
  }
}
