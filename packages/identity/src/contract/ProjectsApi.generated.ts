// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.
import type { CallOptions } from "@genie/operation/promised"
import type { Project } from "@genie/store/model"

/**
 * Projects, as promises: places for work, each with an audit log of its own.
 *
 * Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done.
 */
export interface ProjectsApi {
  /**
   * Create a project and its board.
   *
   * - `name`: What people call it
   * - `key?`: The SHOP of SHOP-12: 2 to 10 capitals and digits (made from the name when not said)
   * - `repoPath?`: The directory of its repository
   * - `origin?`: Address of the remote of its repository, by which another clone is recognized
   * - `firstCommit?`: First commit of its repository, by which it is recognized where it was moved to
   * - `template?`: Template of its board (software)
   *
   * @throws ProjectTaken - Project exists
   * @throws TemplateNotFound - No such template
   * @throws InvalidInput - A field is not what it must be
   */
  create(input: ProjectsCreateInput, options?: CallOptions): Promise<Project>

  /**
   * List projects, by key.
   *
   * - `repoPath?`: Only the project of this repository
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws InvalidInput - A field is not what it must be
   */
  list(input?: ProjectsListInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<Project>; readonly next: string | null }>

  /**
   * Find the projects of a repository wherever it lies, the oldest first.
   *
   * - `origin?`: Address of the remote of its repository, by which another clone is recognized
   * - `firstCommit?`: First commit of its repository, by which it is recognized where it was moved to
   *
   * @throws InvalidInput - A field is not what it must be
   */
  recognize(input?: ProjectsRecognizeInput, options?: CallOptions): Promise<ReadonlyArray<Project>>

  /**
   * Show a project.
   *
   * - `project`: Key of the project
   *
   * @throws ProjectNotFound - No such project
   * @throws InvalidInput - A field is not what it must be
   */
  show(input: ProjectsShowInput, options?: CallOptions): Promise<Project>

  /**
   * Say where the repository of a project is.
   *
   * - `project`: Key of the project
   * - `repoPath`: The directory of its repository
   * - `origin?`: Address of the remote of its repository, by which another clone is recognized
   * - `firstCommit?`: First commit of its repository, by which it is recognized where it was moved to
   *
   * @throws ProjectNotFound - No such project
   * @throws ProjectTaken - Project exists
   * @throws InvalidInput - A field is not what it must be
   */
  set(input: ProjectsSetInput, options?: CallOptions): Promise<Project>
}

/** The input of `projects.create`. */
export interface ProjectsCreateInput {
  /** What people call it */
  readonly name: string
  /** The SHOP of SHOP-12: 2 to 10 capitals and digits (made from the name when not said) */
  readonly key?: string | undefined
  /** The directory of its repository */
  readonly repoPath?: string | undefined
  /** Address of the remote of its repository, by which another clone is recognized */
  readonly origin?: string | undefined
  /** First commit of its repository, by which it is recognized where it was moved to */
  readonly firstCommit?: string | undefined
  /** Template of its board (software) */
  readonly template?: string | undefined
}

/** The input of `projects.list`. */
export interface ProjectsListInput {
  /** Only the project of this repository */
  readonly repoPath?: string | undefined
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `projects.recognize`. */
export interface ProjectsRecognizeInput {
  /** Address of the remote of its repository, by which another clone is recognized */
  readonly origin?: string | undefined
  /** First commit of its repository, by which it is recognized where it was moved to */
  readonly firstCommit?: string | undefined
}

/** The input of `projects.show`. */
export interface ProjectsShowInput {
  /** Key of the project */
  readonly project: string
}

/** The input of `projects.set`. */
export interface ProjectsSetInput {
  /** Key of the project */
  readonly project: string
  /** The directory of its repository */
  readonly repoPath: string | null
  /** Address of the remote of its repository, by which another clone is recognized */
  readonly origin?: string | undefined
  /** First commit of its repository, by which it is recognized where it was moved to */
  readonly firstCommit?: string | undefined
}
