// Crontabs as they are found on machines and in manuals. Each is taken as cron takes it, or refused by line with what to
// write instead.
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import type { CrontabEntry } from "../src/crontab/CrontabEntry.ts"
import { parseCrontab } from "../src/crontab/parseCrontab.ts"

interface Taken {
  readonly title: string
  readonly text: string
  readonly system?: true
  readonly entries: ReadonlyArray<Partial<CrontabEntry>>
}

const taken: ReadonlyArray<Taken> = [
  {
    title: "Debian's /etc/crontab",
    system: true,
    text: `# /etc/crontab: system-wide crontab
# Unlike any other crontab you don't have to run the \`crontab'
# command to install the new version when you edit this file
# and files in /etc/cron.d. These files also have username fields,
# that none of the other crontabs do.

SHELL=/bin/sh
PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin

# Example of job definition:
# .---------------- minute (0 - 59)
# |  .------------- hour (0 - 23)
# |  |  .---------- day of month (1 - 31)
# |  |  |  .------- month (1 - 12) OR jan,feb,mar,apr ...
# |  |  |  |  .---- day of week (0 - 6) (Sunday=0 or 7) OR sun,mon,tue,wed,thu,fri,sat
# |  |  |  |  |
# *  *  *  *  * user-name command to be executed
17 *	* * *	root	cd / && run-parts --report /etc/cron.hourly
25 6	* * *	root	test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }
47 6	* * 7	root	test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.weekly; }
52 6	1 * *	root	test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.monthly; }
#
`,
    entries: [
      { line: 18, name: "run-parts", user: "root", expression: "17 * * * *" },
      { line: 19, name: "run-parts-2", expression: "25 6 * * *" },
      { line: 20, name: "run-parts-3", expression: "47 6 * * 7" },
      { line: 21, name: "run-parts-4", expression: "52 6 1 * *" }
    ]
  },
  {
    title: "RHEL's /etc/cron.d/0hourly",
    system: true,
    text: "# Run the hourly jobs\nSHELL=/bin/bash\nPATH=/sbin:/bin:/usr/sbin:/usr/bin\nMAILTO=root\n01 * * * * root run-parts /etc/cron.hourly\n",
    entries: [{ expression: "01 * * * *", user: "root", command: "run-parts /etc/cron.hourly" }]
  },
  {
    title: "certbot's /etc/cron.d/certbot",
    system: true,
    text: `SHELL=/bin/sh
PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin

0 */12 * * * root test -x /usr/bin/certbot -a \\! -d /run/systemd/system && perl -e 'sleep int(rand(43200))' && certbot -q renew --no-random-sleep-on-renew
`,
    entries: [{ expression: "0 */12 * * *", user: "root" }]
  },
  {
    title: "php's /etc/cron.d/php",
    system: true,
    text: "09,39 *     * * *     root   [ -x /usr/lib/php/sessionclean ] && if [ ! -d /run/systemd/system ]; then /usr/lib/php/sessionclean; fi\n",
    entries: [{ expression: "09,39 * * * *", user: "root" }]
  },
  {
    title: "sysstat's /etc/cron.d/sysstat",
    system: true,
    text: "PATH=/usr/lib/sysstat:/usr/sbin:/usr/bin\n5-55/10 * * * * root command -v debian-sa1 > /dev/null && debian-sa1 1 1\n59 23 * * * root command -v debian-sa1 > /dev/null && debian-sa1 60 2\n",
    entries: [{ expression: "5-55/10 * * * *" }, { expression: "59 23 * * *" }]
  },
  {
    title: "Laravel's scheduler",
    text: "* * * * * cd /path-to-your-project && php artisan schedule:run >> /dev/null 2>&1",
    entries: [{ name: "artisan", expression: "* * * * *", notes: [] }]
  },
  {
    title: "Bitnami's WordPress",
    text: '# m h  dom mon dow   command\n*/10 * * * * su daemon -s /bin/sh -c "cd /opt/bitnami/wordpress/ && /opt/bitnami/php/bin/php -q wp-cron.php"\n',
    entries: [{ expression: "*/10 * * * *" }]
  },
  {
    title: "Nextcloud of www-data",
    text: "*/5  *  *  *  * php -f /var/www/nextcloud/cron.php\n",
    entries: [{ name: "cron", command: "php -f /var/www/nextcloud/cron.php" }]
  },
  {
    title: "Moodle",
    text: "* * * * * /usr/bin/php /var/www/moodle/admin/cli/cron.php >/dev/null\n",
    entries: [{ name: "cron" }]
  },
  {
    title: "a dump with shielded percent signs",
    text: String.raw`MAILTO=dba@example.com
15 2 * * * pg_dump shop | gzip > /backup/shop-$(date +\%Y-\%m-\%d).sql.gz`,
    entries: [{ name: "pg-dump", command: "pg_dump shop | gzip > /backup/shop-$(date +%Y-%m-%d).sql.gz" }]
  },
  {
    title: "input after a percent sign, as in the manual",
    text: '30 16 * * * mail -s "It\'s 4:30" joe%Joe,%%Where are your kids?%\n',
    entries: [{ command: `mail -s "It's 4:30" joe`, stdin: "Joe,\n\nWhere are your kids?\n" }]
  },
  {
    title: "a HOME, which is where commands run",
    text: "HOME=/srv/app\n*/15 * * * * ./job.sh\nHOME=/srv/other\n@daily ./job.sh\n",
    entries: [
      { directory: "/srv/app", environment: { HOME: "/srv/app" } },
      { directory: "/srv/other", environment: { HOME: "/srv/other" } }
    ]
  },
  {
    title: "a database of its own",
    text: "PGHOST=db.example\nPGPASSWORD='it''s'\nDATABASE_URL=postgres://reports@db/shop\n0 4 * * * ./report\n".replace(
      "it''s",
      "its"
    ),
    entries: [{ environment: { PGHOST: "db.example", PGPASSWORD: "its", DATABASE_URL: "postgres://reports@db/shop" } }]
  },
  {
    title: "LOGNAME and USER, which cron sets itself",
    text: "LOGNAME=nobody\nUSER = nobody\n@hourly id\n",
    entries: [
      { environment: {}, notes: [expect.stringContaining("LOGNAME"), expect.stringContaining("USER")] as never }
    ]
  },
  {
    title: "CRON_TZ, TZ and a random delay",
    text: "CRON_TZ=Europe/Lisbon\nTZ=UTC\nRANDOM_DELAY=45\n0 9 * * 1-5 standup\n",
    entries: [
      {
        timeZone: "Europe/Lisbon",
        environment: { TZ: "UTC", RANDOM_DELAY: "45" },
        notes: [expect.stringContaining("TZ"), expect.stringContaining("RANDOM_DELAY")] as never
      }
    ]
  },
  {
    title: "a PATH that hopes for the one before",
    text: "PATH=$PATH:/opt/bin\n@daily job\n",
    entries: [{ environment: { PATH: "$PATH:/opt/bin" }, notes: [expect.stringContaining("$PATH")] as never }]
  },
  {
    title: "Windows line ends, tabs, a byte order mark and no final newline",
    text: "\uFEFF# Nightly\r\n0\t3\t*\t*\t*\t/opt/nightly.sh\r\n\r\n@weekly\t/opt/weekly.sh",
    entries: [
      { line: 2, name: "nightly", command: "/opt/nightly.sh" },
      { line: 4, name: "weekly", command: "/opt/weekly.sh" }
    ]
  },
  {
    title: "names of months and days, lists, steps, zeros in front",
    text: '00 08-18/2 1,15 JAN,Jul * a\n*/20 * * mar-may sat,sun b\n0 22 * * 1-5 c\n5 4 * * sun d\n0 0 1-7 * * [ "$(date +\\%u)" = 1 ] && e\n',
    entries: [
      { expression: "00 08-18/2 1,15 JAN,Jul *" },
      { expression: "*/20 * * mar-may sat,sun" },
      { expression: "0 22 * * 1-5" },
      { expression: "5 4 * * sun" },
      { expression: "0 0 1-7 * *", command: '[ "$(date +%u)" = 1 ] && e' }
    ]
  },
  {
    title: "a remark behind a command, which the shell leaves out",
    text: "0 6 * * * /opt/wake.sh # every morning\n",
    entries: [{ name: "wake", command: "/opt/wake.sh # every morning" }]
  },
  {
    title: "commands that leave processes behind",
    text: "@hourly /opt/a.sh &\n@hourly nohup /opt/b.sh > /dev/null 2>&1 &\n@hourly setsid /opt/c.sh\n@hourly /opt/d.sh & disown\n@hourly /opt/e.sh && /opt/f.sh 2>&1\n@hourly echo '&' \"a & b\" 2>&1 &>/dev/null\n@hourly sh -c 'job & wait'\n",
    entries: [
      { notes: [expect.stringMatching(/"&".*ends it/)] as never },
      { notes: [expect.stringMatching(/nohup.*ends/)] as never },
      { notes: [expect.stringMatching(/does not follow what setsid starts/)] as never },
      { notes: [expect.stringMatching(/disown.*ends/)] as never },
      { notes: [] },
      { notes: [] },
      { notes: [] }
    ]
  },
  {
    title: "a command called like a day, a user or an option",
    text: "0 5 * * * mon --check\n0 5 * * * git pull\n0 5 * * * mysql -e 'select 1'\n0 5 * * * postgres -D /data\n0 5 * * * backup --full\n0 5 * * * sudo /usr/bin/x\n0 5 * * * nice /usr/bin/x\n0 5 * * * cp /a /b\n",
    entries: [{}, {}, {}, {}, {}, {}, {}, {}]
  },
  {
    title: "a system crontab of programs with users of many kinds",
    system: true,
    text: "0 5 * * * www-data php /srv/x.php\n0 5 * * * backup /usr/local/bin/backup --full\n0 5 * * * ana-maria ./x\n0 5 * * * git git gc\n",
    entries: [{ user: "www-data" }, { user: "backup" }, { user: "ana-maria" }, { user: "git", command: "git gc" }]
  }
]

test.each(taken)("$title: every line is taken as cron takes it", ({ entries, system = false, text }) => {
  const read = parseCrontab(text, { system })

  expect(Result.isFailure(read) ? read.failure : []).toEqual([])
  const found = Result.getOrThrow(read)
  expect(found).toHaveLength(entries.length)
  for (const [index, entry] of entries.entries()) expect(found[index]).toMatchObject(entry)
})

interface Refused {
  readonly title: string
  readonly text: string
  readonly system?: true
  readonly problems: ReadonlyArray<readonly [line: number, message: RegExp]>
}

const refused: ReadonlyArray<Refused> = [
  {
    title: "six fields, whose first are seconds",
    text: "0 */5 * * * * /app/run.sh\n30 0 5 * * MON-FRI /app/run.sh\n0 0 0 * * 0 cd /app && ./run.sh\n*/10 * * * * * /app/run.sh\n",
    problems: [
      [1, /6 fields.*seconds.*write \*\/5 \* \* \* \* and the command/],
      [2, /6 fields.*seconds.*write 0 5 \* \* MON-FRI/],
      [3, /6 fields.*seconds.*write 0 0 \* \* 0/],
      [4, /6 fields.*seconds.*--every/]
    ]
  },
  {
    title: "Quartz with seconds, a year and its signs",
    text: "0 0 12 * * ? /app/noon.sh\n0 15 10 ? * MON-FRI 2027 /app/x\n0 0 L * * /app/last.sh\n0 12 15W * * /app/x\n0 12 * * 5#3 /app/x\n",
    problems: [
      [1, /6 fields.*seconds.*write 0 12 \* \* \*/],
      [2, /7 fields.*seconds.*year/],
      [3, /L, W and # are not part of cron/],
      [4, /L, W and # are not part of cron/],
      [5, /L, W and # are not part of cron/]
    ]
  },
  {
    title: "Jenkins",
    text: "H/15 * * * * ./poll\nH H(0-7) * * * ./nightly\n",
    problems: [
      [1, /H is Jenkins'.*write a number/],
      [2, /H is Jenkins'.*write a number/]
    ]
  },
  {
    title: "random minutes of OpenBSD",
    text: "0~59 * * * * ./poll\n~ 3 * * * ./x\n",
    problems: [
      [1, /random time \(~\)/],
      [2, /random time \(~\)/]
    ]
  },
  {
    title: "a system crontab read as a user's",
    text: "17 * * * * root cd / && run-parts /etc/cron.hourly\n@daily www-data php job.php\n0 5 * * * deploy /usr/bin/backup\n*/5 * * * * ana cd /srv && ./x\n0 3 * * * postgres /usr/bin/vacuumdb -a\n0 3 * * * mysql test -x /usr/bin/mysqldump && mysqldump\n",
    problems: [1, 2, 3, 4, 5, 6].map((line) => [line, /is a user.*system crontab.*--system/] as const)
  },
  {
    title: "a system crontab without --system, known by its legend",
    text: "# *  *  *  *  * user-name command to be executed\n0 5 * * * ana ./x\n",
    problems: [[2, /"ana" is a user.*--system/]]
  },
  {
    title: "a user's crontab read as the system's",
    system: true,
    text: "0 5 * * * /opt/backup.sh\n0 5 * * * php /srv/x.php\n@daily cd /srv && ./x\n0 5 * * * backup --full\n0 5 * * * curl https://example.com\n0 5 * * * ./x now\n0 5 * * * job\n",
    problems: [1, 2, 3, 4, 5, 6, 7].map((line) => [line, /without --system/] as const)
  },
  {
    title: "options of other crons",
    text: "@daily -n -q /opt/x\n0 5 * * * -s /opt/x\n-*/15 * * * * /opt/x\n",
    problems: [
      [1, /"-n -q".*options.*remove them/],
      [2, /"-s".*option.*remove it/],
      [3, /"-".*not to log.*remove it/]
    ]
  },
  {
    title: "options of other crons behind the user",
    system: true,
    text: "@daily root -n -q /opt/x\n-*/15 * * * * root /opt/x\n",
    problems: [
      [1, /"-n -q".*options.*remove them/],
      [2, /"-".*not to log.*remove it/]
    ]
  },
  {
    title: "anacron's table",
    text: "SHELL=/bin/sh\nRANDOM_DELAY=45\nSTART_HOURS_RANGE=3-22\n1\t5\tcron.daily\tnice run-parts /etc/cron.daily\n@monthly 45 cron.monthly nice run-parts /etc/cron.monthly\n",
    problems: [
      [4, /anacron.*write @daily/],
      [5, /anacron.*write @monthly/]
    ]
  },
  {
    title: "times that name no time",
    text: "@reboot /opt/start.sh\n@every 5m ./x\n@every_minute ./x\n@fortnightly ./x\n@600 ./x\n",
    problems: [
      [1, /@reboot.*service manager/],
      [2, /interval/],
      [3, /interval/],
      [4, /not a macro/],
      [5, /not a macro/]
    ]
  },
  {
    title: "what crons read differently",
    text: "5/15 * * * * a\n? * * * * a\n0 22-4 * * * a\n0 0 * * 1-0 a\n60 * * * * a\n0 24 * * * a\n0 0 30 2 * a\n0 0 31 11,9 * a\n",
    problems: [
      [1, /a step needs a range/],
      [2, /\? is not part of cron/],
      [3, /the range runs backwards: write 22-23,0-4/],
      [4, /the range runs backwards/],
      [5, /must be 0 to 59/],
      [6, /must be 0 to 23/],
      [7, /never comes/],
      [8, /never comes/]
    ]
  },
  {
    title: "a HOME that is no place",
    text: "HOME=~/app\n@daily a\nHOME=$HOME/app\n@daily a\nHOME=\n@daily a\nHOME=app\n@daily a\n",
    problems: [1, 3, 5, 7].map((line) => [line, /HOME.*absolute path/] as const)
  },
  {
    title: "variables that are Genie's",
    text: "GENIE_TOKEN=x\nTRACEPARENT=x\n@daily a\n",
    problems: [
      [1, /GENIE_TOKEN is reserved/],
      [2, /TRACEPARENT is reserved/]
    ]
  },
  {
    title: "prose, half lines, and the files of others",
    text: "Please run this every day\n0 5 * * *\n0 5 * * /opt/x\n[Timer]\nexport A=1\n",
    problems: [
      [1, /minute "Please"/],
      [2, /no command/],
      [3, /day of week "\/opt\/x"|5 fields/],
      [4, /5 fields|minute/],
      [5, /export.*write A=/]
    ]
  }
]

test.each(refused)("$title: each line is refused with what to write", ({ problems, system = false, text }) => {
  const read = parseCrontab(text, { system })

  const found = Result.isFailure(read) ? read.failure : []
  expect(found.map(({ line, message }) => `${line}: ${message}`)).toEqual(
    problems.map(([line]) => expect.stringMatching(new RegExp(`^${line}: `)))
  )
  for (const [index, [, message]] of problems.entries()) expect(found[index]!.message).toMatch(message)
})

describe("what a crontab is refused for", () => {
  test("says a sentence for people, never a pattern or a command that destroys", () => {
    const messages = refused.flatMap(({ system = false, text }) => {
      const read = parseCrontab(text, { system })
      return Result.isFailure(read) ? read.failure.map(({ message }) => message) : []
    })

    expect(messages.length).toBeGreaterThan(50)
    for (const message of messages) expect(message).not.toMatch(/RegExp|\\b|undefined|\[object/)
  })
})
