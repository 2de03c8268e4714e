import { defineConfig } from "vitest/config"
import { EVENT_LIMIT_MS, HANG_LIMIT_MS } from "./packages/store/src/testing/hangLimit.ts"
import { SlowestReporter } from "./scripts/slowest/SlowestReporter.ts"

export default defineConfig({
  resolve: { conditions: ["@genie/source"] },
  ssr: { resolve: { conditions: ["@genie/source"] } },
  plugins: [
    {
      name: "slowest-files",
      // Not under `reporters`: `--reporter` on the command line would take its place.
      configureVitest: ({ vitest }) => void vitest.config.reporters.push(new SlowestReporter())
    }
  ],
  test: {
    include: ["{packages,apps,examples,scripts}/**/test/**/*.test.ts"],
    globalSetup: ["./packages/store/src/testing/globalSetup.ts"],
    testTimeout: HANG_LIMIT_MS,
    hookTimeout: HANG_LIMIT_MS,
    expect: { poll: { timeout: EVENT_LIMIT_MS, interval: 20 } },
    // Two cores: of two workers, one is often waiting for a process of its own.
    maxWorkers: 3,
    // Files share a worker, and what it has imported and compiled: a new one for each of 200 took a quarter of the time.
    isolate: false,
    restoreMocks: true,
    // An engine that lives for a second gains nothing from being compiled twice, and that took a fifth of the time.
    execArgv: ["--liftoff-only"]
  }
})
