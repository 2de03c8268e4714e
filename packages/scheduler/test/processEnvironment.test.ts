import { describe, expect, test } from "vitest"
import { environmentProblem, type RunIdentity, scrubEnvironment } from "../src/process/scrubEnvironment.ts"

const identity: RunIdentity = {
  runId: "0199f1c2-7a3b-7c4d-8e5f-0123456789ab",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  idempotencyKey: "0199f1c2-0000-7c4d-8e5f-0123456789ab:main",
  attempt: 2,
  fence: 41n,
  queue: "backups"
}

test("a command finds its programs, its home and its language, and nothing else of the host", () => {
  const host = {
    PATH: "/bin",
    HOME: "/home/ana",
    LANG: "pt_BR.UTF-8",
    LC_TIME: "C",
    TZ: "America/Sao_Paulo",
    DATABASE_URL: "postgres://ana:secret@db/genie",
    PGPASSWORD: "secret",
    GENIE_AUDIT_KEY: "secret",
    GENIE_TOKEN: "secret",
    AWS_SECRET_ACCESS_KEY: "secret",
    NODE_OPTIONS: "--inspect"
  }

  const environment = scrubEnvironment({ host, identity })

  expect(environment).toMatchObject({ PATH: "/bin", HOME: "/home/ana", LANG: "pt_BR.UTF-8", LC_TIME: "C" })
  expect(Object.values(environment).join()).not.toContain("secret")
  expect(environment).not.toHaveProperty("NODE_OPTIONS")
})

test("a command knows its run", () => {
  const environment = scrubEnvironment({
    host: {},
    identity: {
      ...identity,
      triggerId: "trigger-1",
      scheduleId: "schedule-1",
      scheduleName: "nightly backup",
      actor: "agent:backups",
      home: "/home/ana/.genie",
      apiUrl: "http://127.0.0.1:4363",
      socket: "/run/api.sock",
      token: "for this run"
    }
  })

  expect(environment).toEqual({
    PATH: "/usr/local/bin:/usr/bin:/bin",
    GENIE_RUN_ID: "0199f1c2-7a3b-7c4d-8e5f-0123456789ab",
    GENIE_TRIGGER_ID: "trigger-1",
    GENIE_SCHEDULE_ID: "schedule-1",
    GENIE_SCHEDULE_NAME: "nightly backup",
    GENIE_TRACE_ID: "0af7651916cd43dd8448eb211c80319c",
    TRACEPARENT: "00-0af7651916cd43dd8448eb211c80319c-8e5f0123456789ab-01",
    GENIE_ATTEMPT: "2",
    GENIE_FENCE: "41",
    GENIE_QUEUE: "backups",
    GENIE_IDEMPOTENCY_KEY: "0199f1c2-0000-7c4d-8e5f-0123456789ab:main",
    GENIE_ACTOR: "agent:backups",
    GENIE_HOME: "/home/ana/.genie",
    GENIE_URL: "http://127.0.0.1:4363",
    GENIE_SOCKET: "/run/api.sock",
    GENIE_TOKEN: "for this run"
  })
})

test("without a trigger or a schedule their variables are absent, not empty", () => {
  const environment = scrubEnvironment({ host: {}, identity })

  expect(Object.keys(environment)).not.toContain("GENIE_TRIGGER_ID")
  expect(Object.keys(environment)).not.toContain("GENIE_TOKEN")
})

test("a trace id may be a UUID, and what is no trace id makes no trace context", () => {
  const traced = (traceId: string) => scrubEnvironment({ host: {}, identity: { ...identity, traceId } }).TRACEPARENT

  expect(traced("0AF76519-16CD-43DD-8448-EB211C80319C")).toBe("00-0af7651916cd43dd8448eb211c80319c-8e5f0123456789ab-01")
  expect(traced("trace-1")).toBeUndefined()
  expect(traced("0".repeat(32))).toBeUndefined()
})

describe("a schedule's own variables", () => {
  test("win over the host's", () => {
    const environment = scrubEnvironment({ host: { PATH: "/bin" }, own: { PATH: "/opt/bin", REGION: "eu" }, identity })

    expect(environment).toMatchObject({ PATH: "/opt/bin", REGION: "eu" })
  })

  test("may say which task and project it is about, and not who runs it", () => {
    const work = { GENIE_TASK: "SHOP-12", GENIE_PROJECT: "SHOP" }
    const own = { ...work, GENIE_RUN_ID: "x", GENIE_QUEUE: "x", GENIE_ACTOR: "human:ana", GENIE_HOME: "/x" }

    const environment = scrubEnvironment({ host: {}, own, identity })

    expect(environment).toEqual({ ...scrubEnvironment({ host: {}, identity }), ...work })
    expect(environmentProblem(work)).toBeUndefined()
    expect(environmentProblem({ GENIE_ACTOR: "human:ana" })).toContain("is reserved")
  })

  test("may be a database's, while those of the host stay there", () => {
    const host = { DATABASE_URL: "the host's", PGHOST: "the host's", PGPASSWORD: "the host's" }
    const own = { DATABASE_URL: "postgres://reports@db/shop", PGHOST: "db", PGSSLMODE: "require" }

    const environment = scrubEnvironment({ host, own, identity })

    expect(environment).toEqual({ ...scrubEnvironment({ host: {}, identity }), ...own })
    expect(environmentProblem(own)).toBeUndefined()
  })

  test("cannot be Genie's, even if nobody asked before", () => {
    const own = { GENIE_TOKEN: "x", GENIE_FENCE: "99", TRACEPARENT: "x", "A-B": "x" }

    const environment = scrubEnvironment({ host: {}, own, identity })

    expect(environment).toEqual(scrubEnvironment({ host: {}, identity }))
  })

  test.for([
    ["GENIE_AUDIT_KEY", "is reserved: Genie itself tells"],
    ["TRACEPARENT", "is reserved: Genie itself tells"],
    ["1ST", "cannot name a variable"],
    ["BASH_FUNC_ls%%", "cannot name a variable"],
    ["", "cannot name a variable"]
  ] as const)("are refused by name: %s", ([name, sentence]) => {
    expect(environmentProblem({ REGION: "eu", [name]: "x" })).toContain(sentence)
  })

  test("are otherwise the schedule's business", () => {
    expect(environmentProblem({ REGION: "eu", _private: "", SMTP_PASSWORD: "hunter2" })).toBeUndefined()
    expect(environmentProblem(undefined)).toBeUndefined()
  })
})
