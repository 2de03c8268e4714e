import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { conditions: ["@genie/source"] },
  ssr: { resolve: { conditions: ["@genie/source"] } },
  test: {
    include: ["{packages,apps,examples,scripts}/**/test/**/*.test.ts"],
    globalSetup: ["./packages/store/src/testing/globalSetup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // On a shared machine a test may run out of its time once; what fails twice fails.
    retry: process.env.CI === undefined ? 0 : 1,
    // Two cores: more workers only make every one of them slower.
    maxWorkers: 2
  }
})
