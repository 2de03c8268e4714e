import { describe, expect, test } from "vitest"
import { isSecretName, redact } from "../src/process/redact.ts"
import { costGrowth, PROPORTIONATE } from "./costGrowth.ts"

// Keys are put together here, so that no scanner of this repository takes them for real ones.
const letters = (count: number) => "aB3dE6gH9j".repeat(Math.ceil(count / 10)).slice(0, count)

describe("a secret does not pass", () => {
  test.for([
    ["an AWS key", `key AKIA${"Q7".repeat(8)} used`, "key [redacted] used"],
    ["an AWS secret", `aws_secret_access_key = ${letters(40)}`, "aws_secret_access_key = [redacted]"],
    ["a header", `> Authorization: Bearer ${letters(30)}\n`, "> Authorization: Bearer [redacted]\n"],
    ["a header in JSON", `{"authorization":"Basic ${letters(12)}"}`, '{"authorization":"Basic [redacted]"}'],
    ["a bearer", `sent bearer ${letters(20)}.`, "sent bearer [redacted]"],
    ["a password", "DB_PASSWORD=hunter2 ok", "DB_PASSWORD=[redacted] ok"],
    ["a quoted password", `password: "correct horse", user: ana`, "password: [redacted], user: ana"],
    ["a password in JSON", `{"password":"hunter2","user":"ana"}`, `{"password":[redacted],"user":"ana"}`],
    ["an option", "mysqldump --password hunter2 shop", "mysqldump --password [redacted] shop"],
    ["a query", "GET /?token=abc123&page=2", "GET /?token=[redacted]&page=2"],
    ["a GitHub token", `ghp_${letters(36)}`, "[redacted]"],
    ["a fine-grained GitHub token", `github_pat_${letters(40)}`, "[redacted]"],
    ["an AI key", `sk-ant-${letters(40)}`, "[redacted]"],
    ["a Slack token", `xoxb-${letters(24)}`, "[redacted]"],
    ["a web token", `eyJ${letters(20)}.${letters(30)}.${letters(30)}`, "[redacted]"],
    ["a database's URL", "postgres://ana:hunter2@db/shop", "postgres://ana:[redacted]@db/shop"],
    ["a URL with @ in its password", "postgres://ana:hun@ter2@db/shop", "postgres://ana:[redacted]@db/shop"]
  ] as const)("%s", ([, text, expected]) => {
    expect(redact(text)).toBe(expected)
  })

  test("a private key block, whole or cut on either side", () => {
    const key = [`-----BEGIN RSA PRIVATE KEY-----`, letters(64), letters(64), `-----END RSA PRIVATE KEY-----`]

    expect(redact(["before", ...key, "after"].join("\n"))).toBe("before\n[redacted]\nafter")
    expect(redact(["before", ...key.slice(0, 2)].join("\n"))).toBe("before\n[redacted]")
    expect(redact([...key.slice(2), "after"].join("\n"))).toBe("[redacted]\nafter")
    expect(redact(`{"key":"${key.join("\\n")}"}`)).toBe("[redacted]")
  })

  test("a value that is known", () => {
    expect(redact("the run's token-123456, twice: token-123456", { secrets: ["token-123456"] })).toBe(
      "the run's [redacted], twice: [redacted]"
    )
  })
})

describe("ordinary words pass", () => {
  test.for([
    "input_tokens: 1200, output_tokens: 88",
    "0 passwords changed, 3 secrets found",
    "http://localhost:8080/image@2x.png",
    "a public -----BEGIN CERTIFICATE-----",
    "Bearer of bad news",
    "task-management is at https://example.com"
  ])("%s", (text) => {
    expect(redact(text)).toBe(text)
  })

  test("a short value is not hunted in all words", () => {
    expect(redact("a year in a day", { secrets: ["a", ""] })).toBe("a year in a day")
  })
})

test.for([
  "a",
  "://",
  "://a:",
  "eyJ-",
  `eyJ${"a".repeat(9)}.`,
  "password",
  "password=",
  'password="',
  "authorization: ",
  "bearer ",
  "--token  ",
  "sk-",
  "-----BEGIN PRIVATE KEY-----",
  "-----END PRIVATE KEY-----\n",
  "aaaa\n"
])("a hostile text of 256 KiB takes no more than in proportion: %j", (piece) => {
  const growth = costGrowth((length) => {
    const text = piece.repeat(Math.ceil(length / piece.length))
    return () => redact(text)
  }, 256 * 1024)

  expect(growth).toBeLessThan(PROPORTIONATE)
})

test("variables that hold secrets are known by their names", () => {
  const names = ["SMTP_PASSWORD", "GITHUB_TOKEN", "API_KEY", "OPENAI_APIKEY", "CLIENT_SECRET", "KEY"]

  expect(names.filter((name) => !isSecretName(name))).toEqual([])
  expect(["REGION", "KEYBOARD", "MONKEY"].filter(isSecretName)).toEqual([])
})
