import { asArgument, operationGroup, Refusal, shellQuoted } from "@genie/operation"
import {
  DirectoryPath,
  IdCursor,
  Line,
  NAME_LENGTH_MAX,
  Page,
  PageLimit,
  Project,
  Reference,
  URL_LENGTH_MAX
} from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { ProjectKey } from "./ProjectKey.ts"
import { ProjectNotFound } from "./ProjectNotFound.ts"
import { TemplateNotFound } from "./TemplateNotFound.ts"

/** Keys are unique in the organization, and a repository belongs to one project. */
export class ProjectTaken extends Refusal<ProjectTaken>()(
  "ProjectTaken",
  { status: 409, title: "Project exists" },
  {
    field: Schema.Literals(["key", "repoPath"]),
    value: Schema.String,
    /** The key of the other project, where it may have been a mistake. */
    project: Schema.optionalKey(Schema.String)
  }
) {
  override get message() {
    if (this.project !== undefined)
      return `Project ${this.project} is already at ${this.value}. To take it from there: genie project set ${this.project} --virtual`
    return this.field === "key"
      ? `Another project already has the key ${this.value}.`
      : `Another project is already at ${this.value}.`
  }
}

/** The repository has no project, and looks like that of one: it was moved, or is another clone. */
export class RepositoryKnown extends Refusal<RepositoryKnown>()(
  "RepositoryKnown",
  { status: 409, title: "Repository of another project" },
  {
    repoPath: Schema.String,
    project: Schema.String,
    /** Where the repository of that project is; null for a virtual project. */
    projectPath: Schema.NullOr(Schema.String)
  }
) {
  override get message() {
    const { project, projectPath, repoPath } = this
    const place = shellQuoted(repoPath)
    return (
      `${place} has no project, and looks like the repository of project ${project}${projectPath === null ? "" : ` at ${shellQuoted(projectPath)}`}. ` +
      `If it was moved, \`genie project set ${project} --repo-path ${place}\` says so. ` +
      `If it is another clone, \`--project ${project}\` works on that project from here, and \`genie project create NAME --repo-path ${place}\` makes one of its own.`
    )
  }
}

/** Where a repository is, in every input. */
export const RepoPath = DirectoryPath

/** What a repository is recognized by, wherever it lies. */
export const repositoryTraits = {
  origin: Schema.optionalKey(
    Line(URL_LENGTH_MAX).annotate({
      description: "Address of the remote of its repository, by which another clone is recognized"
    })
  ),
  firstCommit: Schema.optionalKey(
    Schema.String.check(
      Schema.isPattern(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, {
        message: "A commit is named by its whole id: 40 or 64 digits and letters a to f"
      })
    ).annotate({ description: "First commit of its repository, by which it is recognized where it was moved to" })
  )
}

/** How many projects one repository is recognized as. */
export const ALIKE_MAX = 10

/** Everything that can be asked of projects. */
export const ProjectsGroup = operationGroup(
  "projects",
  HttpApiEndpoint.post("create", "/", {
    payload: Schema.Struct({
      name: asArgument(Line(NAME_LENGTH_MAX)).annotate({
        description: "What people call it"
      }),
      key: Schema.optionalKey(
        Schema.String.check(
          Schema.isPattern(/^[A-Z][A-Z0-9]{1,9}$/, {
            message: "A key has 2 to 10 capitals and digits and begins with a capital, such as SHOP"
          })
        ).annotate({
          description: "The SHOP of SHOP-12: 2 to 10 capitals and digits (made from the name when not said)"
        })
      ),
      repoPath: Schema.optionalKey(RepoPath.annotate({ description: "The directory of its repository" })),
      ...repositoryTraits,
      template: Schema.optionalKey(Reference.annotate({ description: "Template of its board (software)" }))
    }),
    success: Project,
    error: [ProjectTaken, TemplateNotFound]
  }).annotate(OpenApi.Summary, "Create a project and its board"),

  HttpApiEndpoint.get("list", "/", {
    query: {
      repoPath: Schema.optionalKey(RepoPath.annotate({ description: "Only the project of this repository" })),
      limit: Schema.optionalKey(PageLimit),
      cursor: Schema.optionalKey(IdCursor)
    },
    success: Page(Project)
  }).annotate(OpenApi.Summary, "List projects, by key"),

  HttpApiEndpoint.get("recognize", "/recognize", {
    query: repositoryTraits,
    success: Schema.Array(Project)
  }).annotate(OpenApi.Summary, "Find the projects of a repository wherever it lies, the oldest first"),

  HttpApiEndpoint.get("show", "/:project", {
    params: { project: ProjectKey.annotate({ description: "Key of the project" }) },
    success: Project,
    error: [ProjectNotFound]
  }).annotate(OpenApi.Summary, "Show a project"),

  HttpApiEndpoint.post("set", "/:project", {
    params: { project: ProjectKey.annotate({ description: "Key of the project" }) },
    payload: Schema.Struct({
      repoPath: Schema.NullOr(RepoPath).annotate({ description: "The directory of its repository" }),
      ...repositoryTraits
    }),
    success: Project,
    error: [ProjectNotFound, ProjectTaken]
  }).annotate(OpenApi.Summary, "Say where the repository of a project is")
).prefix("/projects")
