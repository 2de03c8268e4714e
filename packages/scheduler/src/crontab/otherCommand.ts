import { quoted } from "../cadence/quoted.ts"
import { takeWords } from "./takeWords.ts"

/** What stands behind the time of a line, and what is known of the file. */
export interface BehindTime {
  /** The word of the user column. Absent when the file is read as a user's crontab. */
  readonly user?: string | undefined
  /** What would be the command. */
  readonly rest: string
  /** Whether a comment above says that the file has a column for users. */
  readonly hasUserLegend: boolean
}

/**
 * What stands behind a time to another reader: a user that would be run as a program, a program that would be taken for
 * a user, options of another cron. A sentence, or nothing.
 */
export const otherCommand = ({ hasUserLegend, rest, user }: BehindTime): string | undefined => {
  const { words } = takeWords(rest, 2)
  const [first = "", second] = words
  if (user !== undefined) return programAsUser(user, first) ?? options(rest)
  return options(rest) ?? userAsProgram(first, second, hasUserLegend)
}

const programAsUser = (user: string, first: string): string | undefined => {
  const isUser = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}\$?$/.test(user) && !isProgram(user)
  const isOption = first.startsWith("-") && !/^-[nqs]+$/.test(first)
  if (isUser && first !== "" && !isOption) return undefined
  return `${quoted(user)} is not a user with a command behind it, as a system crontab has them: import the file without --system`
}

/** FreeBSD's and OpenBSD's crons. */
const options = (rest: string): string | undefined => {
  const found = /^(?:-[nqs]+[ \t]+)+/.exec(rest)?.[0].trim()
  if (found === undefined) return undefined
  const many = found.includes("-", 1)
  return many
    ? `${quoted(found)} are options of another cron for its mail and its log: remove them`
    : `${quoted(found)} is an option of another cron for its mail or its log: remove it`
}

const userAsProgram = (first: string, second: string | undefined, hasUserLegend: boolean): string | undefined => {
  if (second === undefined || !/^[a-z_][a-z0-9_-]*\$?$/.test(first) || isProgram(first)) return undefined
  const isUser =
    hasUserLegend ||
    systemUsers.has(first) ||
    begins.test(second) ||
    (serviceUsers.has(first) && (isProgram(second) || second.startsWith("/")))
  if (!isUser) return undefined
  return (
    `${quoted(first)} is a user, as in a system crontab: import the file with --system. ` +
    `Where it is a program, write its path`
  )
}

/** The beginning of a command that no program takes as its first argument. */
const begins = /^(?:cd|test|\[{1,2}|if|command|\(|\{|\/(?:[\w.-]+\/)*s?bin\/\S+)$/

/** Users that no program is named after. */
const systemUsers = new Set(
  "root www-data www-run nobody daemon ubuntu debian ec2-user centos rocky bitnami vagrant smmsp gitlab-www".split(" ")
)

/** Users of services, and people's usual ones, which share their name with a program. */
const serviceUsers = new Set(
  (
    "admin amavis apache app backup bin clamav deploy elasticsearch git gitlab grafana http httpd jenkins list logcheck " +
    "mail man munin mysql nagios news nginx oracle pi postgres prometheus redis solr sys tomcat uucp www zabbix"
  ).split(" ")
)

/** `python3.12` and `php8` are programs as well. */
const isProgram = (word: string): boolean => programs.has(word.replace(/(?<=[a-z])[\d.]+$/, ""))

/** Programs that run others or that crontabs are full of. No user is named so. */
const programs = new Set(
  (
    "[ [[ ansible ansible-playbook apt apt-get at aws awk az bash borg bun bundle busybox cat certbot cd chmod chown " +
    "chpst chronic chroot cmd command composer cp cronic cronitor curl dash date dbus-run-session deno df docker " +
    "docker-compose du echo env eval exec expect export fakeroot find firejail flock for gcloud go gosu grep gunzip gzip " +
    "heroku if ionice java kill ksh kubectl ln lockrun logger logrotate ls make mkdir mongodump msmtp mv mysqldump nice " +
    "nocache node nohup npm npx nsenter numactl perl pg_dump pg_dumpall php pip pipenv pnpm poetry podman printf " +
    "proxychains psql python pwsh rails rake rclone restic rm rsync ruby run-one run-parts runuser s3cmd scp screen " +
    "script sed service set setpriv setsid sftp sh sleep sort ssh start-stop-daemon stdbuf su sudo systemctl " +
    "systemd-cat systemd-inhibit systemd-run tar taskset tee test time timeout tmux torsocks touch trickle true tsocks " +
    "tsx umask uv unshare watch wget while wp xargs xvfb-run yarn zip zsh"
  ).split(" ")
)
