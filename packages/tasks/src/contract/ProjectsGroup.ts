import { asArgument, operationGroup, Refusal } from "@genie/operation"
import { ProjectKey, ProjectNotFound } from "@genie/scheduler/contract"
import {
  DirectoryPath,
  Line,
  NAME_LENGTH_MAX,
  Page,
  PageCursor,
  PageLimit,
  Project,
  Reference
} from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { ActorDisabled } from "./ActorsGroup.ts"
import { TemplateNotFound } from "./TemplateNotFound.ts"

/** Keys are unique in the organization, and a repository belongs to one project. */
export class ProjectTaken extends Refusal<ProjectTaken>()(
  "ProjectTaken",
  { status: 409, title: "Project exists" },
  { field: Schema.Literals(["key", "repoPath"]), value: Schema.String }
) {
  override get message() {
    return this.field === "key"
      ? `Another project already has the key ${this.value}.`
      : `Another project is already at ${this.value}.`
  }
}

/** Where a repository is, in every input. */
export const RepoPath = DirectoryPath

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
      template: Schema.optionalKey(Reference.annotate({ description: "Template of its board (software)" }))
    }),
    success: Project,
    error: [ProjectTaken, TemplateNotFound, ActorDisabled]
  }).annotate(OpenApi.Summary, "Create a project and its board"),

  HttpApiEndpoint.get("list", "/", {
    query: {
      repoPath: Schema.optionalKey(RepoPath.annotate({ description: "Only the project of this repository" })),
      limit: Schema.optionalKey(PageLimit),
      cursor: Schema.optionalKey(PageCursor)
    },
    success: Page(Project)
  }).annotate(OpenApi.Summary, "List projects, by key"),

  HttpApiEndpoint.get("show", "/:project", {
    params: { project: ProjectKey.annotate({ description: "Key of the project" }) },
    success: Project,
    error: [ProjectNotFound]
  }).annotate(OpenApi.Summary, "Show a project")
).prefix("/projects")
