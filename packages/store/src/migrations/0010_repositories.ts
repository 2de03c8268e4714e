import type { Migration } from "./Migration.ts"

/**
 * A path says where a repository lies, and not which one it is: one that was moved and a second clone looked like
 * new projects. The address of its remote and its first commit stay the same, so a project remembers both.
 *
 * Projects that are there have none, until the command line creates a task in their repository. Neither column has an
 * index: they are read when a repository without a project is met, and projects are few.
 */
export const repositories: Migration = {
  name: "0010_repositories",
  sql: [
    `alter table genie.projects
       add column origin text constraint projects_origin_length check (length(origin) between 1 and 2000),
       add column first_commit text constraint projects_first_commit_format check (first_commit ~ '^([0-9a-f]{40}|[0-9a-f]{64})$')`,
    `comment on column genie.projects.origin is 'The remote of its repository, in one spelling and without credentials: github.com/ana/shop. Absent: unknown.'`,
    `comment on column genie.projects.first_commit is 'The first commit of its repository. Absent: unknown.'`
  ]
}
