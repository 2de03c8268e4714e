// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.
import type { CallOptions } from "@genie/operation/promised"
import type { Board, BoardTemplate } from "@genie/store/model"
import type { BoardView } from "./BoardsGroup.ts"

/**
 * Boards, as promises: the columns of a project, and the gates between them.
 *
 * Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done.
 */
export interface BoardsApi {
  /**
   * List boards and their columns.
   *
   * - `project?`: Only boards of this project
   *
   * @throws ProjectNotFound - No such project
   * @throws InvalidInput - A field is not what it must be
   */
  list(input?: BoardsListInput, options?: CallOptions): Promise<ReadonlyArray<Board>>

  /**
   * Show a board with its cards.
   *
   * - `project`: Key of the project
   * - `board?`: Which board (the first of the project)
   * - `cards?`: How many cards of each column: 0 to 200, 50 when not said
   * - `assignee?`: Only tasks of this assignee
   * - `tag?`: Only tasks with this tag
   * - `priority?`: Only tasks of this priority
   * - `status?`: Only tasks that stand like this
   * - `search?`: Only tasks whose title has these words
   *
   * @throws ProjectNotFound - No such project
   * @throws BoardNotFound - No such board
   * @throws ActorNotFound - No such actor
   * @throws InvalidInput - A field is not what it must be
   */
  show(input: BoardsShowInput, options?: CallOptions): Promise<BoardView>

  /**
   * List the boards that can be copied.
   *
   * @throws InvalidInput - A field is not what it must be
   */
  templates(input?: {}, options?: CallOptions): Promise<ReadonlyArray<BoardTemplate>>

  /**
   * Create a board from a template.
   *
   * - `name`: What people call it
   * - `project`: Key of the project
   * - `template?`: What to copy (software)
   * - `columns?`: Columns of its own instead of a template; done and cancelled are added when missing
   *
   * @throws ProjectNotFound - No such project
   * @throws BoardNameTaken - Name taken
   * @throws TemplateNotFound - No such template
   * @throws ColumnNotFound - No such column
   * @throws InvalidInput - A field is not what it must be
   */
  create(input: BoardsCreateInput, options?: CallOptions): Promise<Board>

  /**
   * Change a column: its gate, action, limit, name.
   *
   * - `project`: Key of the project
   * - `board`: Name of the board
   * - `column`: Name of the column
   * - `name?`: A new name
   * - `gate?`: human, agent, human+agent, human|agent or null
   * - `isFourEyes?`: Who brought a task does not let it out
   * - `action?`: Queue of the run it enqueues
   * - `autoAdvance?`: Tasks move on by themselves
   * - `onFail?`: Column for what fails
   * - `wipLimit?`: How many at once
   * - `color?`: Name of a color
   *
   * @throws ProjectNotFound - No such project
   * @throws BoardNotFound - No such board
   * @throws ColumnNotFound - No such column
   * @throws BoardNameTaken - Name taken
   * @throws InvalidInput - A field is not what it must be
   */
  changeColumn(input: BoardsChangeColumnInput, options?: CallOptions): Promise<Board>

  /**
   * Keep a board as a template.
   *
   * - `project`: Key of the project
   * - `board`: Name of the board
   * - `name`: Name of the template
   * - `description?`: What it is good for
   *
   * @throws ProjectNotFound - No such project
   * @throws BoardNotFound - No such board
   * @throws BoardNameTaken - Name taken
   * @throws InvalidInput - A field is not what it must be
   */
  saveTemplate(input: BoardsSaveTemplateInput, options?: CallOptions): Promise<BoardTemplate>
}

/** The input of `boards.list`. */
export interface BoardsListInput {
  /** Only boards of this project */
  readonly project?: string | undefined
}

/** The input of `boards.show`. */
export interface BoardsShowInput {
  /** Key of the project */
  readonly project: string
  /** Which board (the first of the project) */
  readonly board?: string | undefined
  /** How many cards of each column: 0 to 200, 50 when not said */
  readonly cards?: number | undefined
  /** Only tasks of this assignee */
  readonly assignee?: string | undefined
  /** Only tasks with this tag */
  readonly tag?: string | undefined
  /** Only tasks of this priority */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** Only tasks that stand like this */
  readonly status?: "ready" | "blocked" | "held" | "queued" | "in_progress" | "waiting" | "scheduled" | "done" | "cancelled" | undefined
  /** Only tasks whose title has these words */
  readonly search?: string | undefined
}

/** The input of `boards.create`. */
export interface BoardsCreateInput {
  /** What people call it */
  readonly name: string
  /** Key of the project */
  readonly project: string
  /** What to copy (software) */
  readonly template?: string | undefined
  /** Columns of its own instead of a template; done and cancelled are added when missing */
  readonly columns?: ReadonlyArray<{ readonly name: string; readonly category: "backlog" | "ready" | "active" | "review" | "done" | "cancelled"; readonly gate?: "human" | "agent" | "human+agent" | "human|agent" | null; readonly isFourEyes?: boolean; readonly action?: string | null; readonly autoAdvance?: boolean; readonly onFail?: string | null; readonly wipLimit?: number | null; readonly color?: string }> | undefined
}

/** The input of `boards.changeColumn`. */
export interface BoardsChangeColumnInput {
  /** Key of the project */
  readonly project: string
  /** Name of the board */
  readonly board: string
  /** Name of the column */
  readonly column: string
  /** A new name */
  readonly name?: string | undefined
  /** human, agent, human+agent, human|agent or null */
  readonly gate?: "human" | "agent" | "human+agent" | "human|agent" | null | undefined
  /** Who brought a task does not let it out */
  readonly isFourEyes?: boolean | undefined
  /** Queue of the run it enqueues */
  readonly action?: string | null | undefined
  /** Tasks move on by themselves */
  readonly autoAdvance?: boolean | undefined
  /** Column for what fails */
  readonly onFail?: string | null | undefined
  /** How many at once */
  readonly wipLimit?: number | null | undefined
  /** Name of a color */
  readonly color?: string | undefined
}

/** The input of `boards.saveTemplate`. */
export interface BoardsSaveTemplateInput {
  /** Key of the project */
  readonly project: string
  /** Name of the board */
  readonly board: string
  /** Name of the template */
  readonly name: string
  /** What it is good for */
  readonly description?: string | undefined
}
