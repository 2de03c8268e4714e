import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { nameOf } from "../src/crontab/nameOf.ts"
import {
  COMMAND_LENGTH_MAX,
  CRONTAB_LENGTH_MAX,
  ENTRIES_MAX,
  PROBLEMS_MAX,
  parseCrontab
} from "../src/crontab/parseCrontab.ts"
import { splitCommand } from "../src/crontab/splitCommand.ts"
import { ENVIRONMENT_LENGTH_MAX, VARIABLES_MAX } from "../src/crontab/variables.ts"
import { costGrowth, PROPORTIONATE } from "./costGrowth.ts"

const entries = (text: string, system = false) => Result.getOrThrow(parseCrontab(text, { system }))
const problems = (text: string, system = false) => Result.getOrThrow(Result.flip(parseCrontab(text, { system })))
const only = (text: string, system = false) => {
  const [entry, ...more] = entries(text, system)
  expect(more).toEqual([])
  return entry!
}

describe("a crontab", () => {
  test("is read with its variables, zones, comments and macros", () => {
    const text = [
      "# Edit with crontab -e",
      "SHELL=/bin/bash",
      `PATH = "/usr/local/bin:/usr/bin"`,
      "MAILTO=''",
      "",
      "# Nightly backup",
      "30 2 * * * /opt/backup.sh --full",
      "CRON_TZ=America/Sao_Paulo",
      "*/5 9-17 * * MON-FRI\tcurl -s https://example.com/?a=1 > /dev/null # ping",
      "HOME=/srv",
      "@daily report"
    ].join("\n")

    const read = entries(text)

    const environment = { SHELL: "/bin/bash", PATH: "/usr/local/bin:/usr/bin", MAILTO: "" }
    expect(read).toEqual([
      {
        line: 7,
        name: "nightly-backup",
        comment: "Nightly backup",
        expression: "30 2 * * *",
        command: "/opt/backup.sh --full",
        environment,
        notes: []
      },
      {
        line: 9,
        name: "curl",
        expression: "*/5 9-17 * * MON-FRI",
        timeZone: "America/Sao_Paulo",
        command: "curl -s https://example.com/?a=1 > /dev/null # ping",
        environment,
        notes: []
      },
      {
        line: 11,
        name: "report",
        expression: "@daily",
        timeZone: "America/Sao_Paulo",
        command: "report",
        environment: { ...environment, HOME: "/srv" },
        directory: "/srv",
        notes: []
      }
    ])
  })

  test("may be empty", () => {
    expect(entries("")).toEqual([])
    expect(entries("\n# nothing here\n\n")).toEqual([])
  })

  test("reads the same with Windows line endings, a byte order mark and no final newline", () => {
    const text = "# Hello\nA=1\n\n0 5 * * * job\n@hourly other"

    expect(entries(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).toEqual(entries(text))
    expect(entries(`${text}\n`)).toEqual(entries(text))
  })

  test("may indent and use tabs", () => {
    expect(only("  \t0\t5  * *\t*   job\t--now")).toMatchObject({ expression: "0 5 * * *", command: "job\t--now" })
  })

  test("of a system has a user between time and command", () => {
    expect(only("17 * * * * root cd / && run-parts /etc/cron.hourly", true)).toMatchObject({
      user: "root",
      command: "cd / && run-parts /etc/cron.hourly",
      name: "run-parts"
    })
    expect(only("@daily www-data  php job.php", true)).toMatchObject({
      user: "www-data",
      command: "php job.php",
      name: "job"
    })
  })

  test("goes back to the reader's zone with an empty CRON_TZ", () => {
    const [first, second] = entries(`CRON_TZ=UTC\n@daily a\nCRON_TZ=""\n@daily b`)

    expect(first?.timeZone).toBe("UTC")
    expect(second).not.toHaveProperty("timeZone")
  })

  test("may set a variable again, for the entries below", () => {
    const [first, second] = entries("A=1\n@daily a\nA=2\n@daily b")

    expect([first?.environment, second?.environment]).toEqual([{ A: "1" }, { A: "2" }])
  })
})

describe("a variable", () => {
  test.each([
    ["A=1", "1"],
    ["A = 1 ", "1"],
    ["A=", ""],
    ["A=''", ""],
    [`A="  kept  "`, "  kept  "],
    [`A='say "hi"'`, `say "hi"`],
    [`"A" = 'b'`, "b"],
    ["A=two words # and no comment", "two words # and no comment"],
    ["A=$HOME/bin", "$HOME/bin"],
    ["A=b=c", "b=c"]
  ])("%s is %j", (line, value) => {
    expect(only(`${line}\n@daily job`).environment).toEqual({ A: value })
  })

  test("called __proto__ is a variable and nothing else", () => {
    const { environment } = only("__proto__=x\n@daily job")

    expect(Object.entries(environment)).toEqual([["__proto__", "x"]])
  })

  test.each([
    ["MY-VAR=1", /"MY-VAR" is not the name of a variable/],
    [`A="open`, /the value of A has no closing "/],
    [`A="b" c`, /"c" follows the closing " of the value of A/],
    ["CRON_TZ=America/Sao_Paolo", /CRON_TZ: .*did you mean America\/Sao_Paulo\?/]
  ])("%s is refused with the reason", (line, reason) => {
    expect(problems(line)).toEqual([{ line: 1, text: line, message: expect.stringMatching(reason) }])
  })
})

describe("a percent sign", () => {
  test.each([
    ["mail root%Hello%World", "mail root", "Hello\nWorld\n"],
    ["cat%one%", "cat", "one\n"],
    ["cat%", "cat", ""],
    [String.raw`date +\%F`, "date +%F", undefined],
    [String.raw`date +\%F%a\%b`, "date +%F", "a%b\n"],
    [String.raw`echo a\\%b`, String.raw`echo a\\`, "b\n"],
    [String.raw`echo a\nb`, String.raw`echo a\nb`, undefined],
    ["echo \\", "echo \\", undefined]
  ])("in %j gives the command %j and the input %j", (text, command, stdin) => {
    expect(splitCommand(text)).toEqual(stdin === undefined ? { command } : { command, stdin })
  })

  test("never gets lost when it is shielded", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "%", " ", "'") }), (command) => {
        expect(splitCommand(command.replaceAll("%", "\\%"))).toEqual({ command })
      }),
      { seed: 3, numRuns: 300 }
    )
  })
})

describe("what cannot be taken", () => {
  test("is told for every line at once, and nothing is imported", () => {
    const text = ["0 5 * * * fine", "0 25 * * * job", "@reboot job", "0 5 * *", "61 * * * * job", "@daily"].join("\n")

    expect(problems(text)).toEqual([
      { line: 2, text: "0 25 * * * job", message: `hour "25": must be 0 to 23` },
      { line: 3, text: "@reboot job", message: expect.stringMatching(/start the command from your service manager/) },
      { line: 4, text: "0 5 * *", message: expect.stringMatching(/has 5 fields .* has 4/) },
      { line: 5, text: "61 * * * * job", message: `minute "61": must be 0 to 59` },
      { line: 6, text: "@daily", message: `there is no command after "@daily"` }
    ])
  })

  test.each([
    ["0 5 * * * ", /there is no command/],
    ["0 5 * * * %only input", /there is no command/],
    ["0 5 * * * a\u0000b", /column 12 holds the control character U\+0000/],
    ["0 5 * * * a\u001b[31m", /U\+001B/],
    ["0 5 * * * a\rb", /U\+000D/],
    ["0 5 * * * \ud800", /not valid Unicode/],
    ["hello world this is not cron", /minute "hello": must be 0 to 59/],
    [`${"0,".repeat(600)}0 5 * * * job`, /the time has \d+ characters: the most is 1000/],
    [`0 5 * * * ${"x".repeat(COMMAND_LENGTH_MAX + 1)}`, /the command has 65537 characters: the most is 65536/],
    [`A=${"x".repeat(ENVIRONMENT_LENGTH_MAX)}`, /the variables have 16385 characters together/]
  ])("%.30j is refused with the reason", (text, reason) => {
    const [problem, ...more] = problems(text)

    expect(more).toEqual([])
    expect(problem).toMatchObject({ line: 1, message: expect.stringMatching(reason) })
    expect(problem!.text.length).toBeLessThanOrEqual(201)
  })

  test.each([
    ["0 5 * * * /usr/bin/job", /"\/usr\/bin\/job" is not a user .* without --system/],
    ["0 5 * * * root", /"root" is not a user with a command behind it/],
    ["0 5 * * *", /there is no user and no command/]
  ])("in a system crontab, %j is refused with the reason", (text, reason) => {
    expect(problems(text, true)).toEqual([{ line: 1, text, message: expect.stringMatching(reason) }])
  })

  test("is a file that is too large, or has too many variables or entries", () => {
    expect(problems("#".repeat(CRONTAB_LENGTH_MAX + 1))).toMatchObject([{ line: 0 }])
    expect(problems(Array.from({ length: VARIABLES_MAX + 1 }, (_, index) => `A${index}=1`).join("\n"))).toEqual([
      { line: 101, text: "A100=1", message: "a file sets at most 100 different variables" }
    ])
    expect(problems("@daily a\n".repeat(ENTRIES_MAX + 1))).toEqual([
      { line: ENTRIES_MAX + 1, text: "@daily a", message: `a file has at most ${ENTRIES_MAX} entries` }
    ])
  })

  test("is not told without end", () => {
    expect(problems("x\n".repeat(100_000))).toHaveLength(PROBLEMS_MAX)
  })
})

describe("the name of an entry", () => {
  test.each([
    ["/opt/backup.sh --full", "backup"],
    ["cd /srv/app && ./bin/clean_up.py > /dev/null 2>&1", "clean-up"],
    ["A=1 /usr/bin/python3 -u /srv/report.py", "report"],
    ["/usr/bin/flock -n /tmp/x.lock nice -n 10 rsync -a a b", "rsync"],
    ["sudo -n systemctl restart app", "systemctl"],
    ["/bin/bash -c 'exec pg_dump shop'", "pg-dump"],
    ["[ -x /usr/bin/certbot ] && certbot renew", "certbot"],
    ["test -e /run/x || ( cd / && run-parts /etc/cron.daily )", "run-parts"],
    ["node", "node"],
    ["(umask 077; pg_dumpall)", "pg-dumpall"],
    ["Приложение", "schedule"]
  ])("that runs %j is %j", (command, name) => {
    expect(nameOf({ command })).toBe(name)
  })

  test("is its comment before its command", () => {
    expect(nameOf({ command: "x", comment: "Café: the owner's nightly dump" })).toBe("cafe-the-owners-nightly-dump")
    expect(nameOf({ command: "x", comment: "!!!" })).toBe("x")
  })

  test("is cut between words when a comment is long", () => {
    expect(
      nameOf({ command: "x", comment: "Remove every report that nobody has opened for the last thirty days" })
    ).toBe("remove-every-report-that-nobody-has-opened-for")
  })

  test("is numbered when it comes again", () => {
    const names = entries("@daily job\n# job 2\n@daily x\n@daily job\n@daily job").map(({ name }) => name)

    expect(names).toEqual(["job", "job-2", "job-3", "job-4"])
  })

  test.each([
    ["# 0 4 * * * old-job"],
    ["#*/5 * * * * old-job"],
    ["#@daily old-job"],
    ["# m h  dom mon dow   command"],
    ["# *  *  *  *  * user-name  command to be executed"],
    ["# ------------"],
    ["# Something\n"],
    ["# Something\nA=1"]
  ])("does not come from %j above it", (above) => {
    expect(only(`${above}\n@daily job`).name).toBe("job")
  })
})

test("no file makes the reader throw, and what it takes has a name, a time and a command", () => {
  const line = fc
    .array(
      fc.oneof(
        fc.constantFrom("0 5 * * *", "* * * * *", "@daily", "@reboot", "CRON_TZ=UTC", "A", "=", '"', "'", "#", "root"),
        fc.constantFrom(" ", "\t", "%", "\\", "job", "&&", "\r", "\u0000", "é", "__proto__"),
        fc.string({ maxLength: 5 })
      ),
      { maxLength: 8 }
    )
    .map((parts) => parts.join(" "))
  const file = fc.oneof(
    fc.array(line, { maxLength: 20 }).map((lines) => lines.join("\n")),
    fc.string({ unit: "binary", maxLength: 300 })
  )

  fc.assert(
    fc.property(file, fc.boolean(), (text, system) => {
      const result = parseCrontab(text, { system })
      if (Result.isFailure(result)) {
        expect(result.failure.length).toBeGreaterThan(0)
        for (const { message } of result.failure) expect(message).toMatch(/^[^\u0000-\u001f]{10,}$/)
      } else {
        const names = result.success.map(({ name }) => name)
        expect(new Set(names).size).toBe(names.length)
        for (const { name, command, expression } of result.success) {
          expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
          expect(command.trim()).not.toBe("")
          expect(expression).not.toBe("")
        }
      }
    }),
    { seed: 11, numRuns: 2_000 }
  )
})

test.each<readonly [string, number, (length: number) => string]>([
  ["dashes", CRONTAB_LENGTH_MAX - 2, (length) => `#${"-".repeat(length)}x`],
  ["blanks", CRONTAB_LENGTH_MAX - 11, (length) => `0 5 * * * ${" ".repeat(length)}x`],
  ["letters and blanks", CRONTAB_LENGTH_MAX, (length) => "a ".repeat(length / 2)],
  ["slashes", 60_000, (length) => `@daily ${"/".repeat(length)}x`],
  ["wrappers", 64_000, (length) => `@daily ${"env ".repeat(length / 4)}`],
  ["percent signs", 60_000, (length) => `@daily a${"%".repeat(length)}`],
  ["backslashes", 60_000, (length) => `@daily a${"\\".repeat(length)}`],
  ["jobs", ENTRIES_MAX, (length) => "@daily job\n".repeat(length)],
  ["variables", CRONTAB_LENGTH_MAX / 8, (length) => "A=1\n".repeat(length / 4)],
  ["different variables", 60_000, (length) => Array.from({ length }, (_, index) => `A${index}=1`).join("\n")],
  ["carriage returns", CRONTAB_LENGTH_MAX, (length) => "\r".repeat(length)]
])("a file full of %s takes no more than in proportion", (_name, length, textOf) => {
  const growth = costGrowth((length) => {
    const text = textOf(length)
    return () => parseCrontab(text, { system: false })
  }, length)

  expect(growth).toBeLessThan(PROPORTIONATE)
})
