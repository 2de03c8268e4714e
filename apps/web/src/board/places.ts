/** The address of a board. The first board of a project needs no name. */
export const boardPlace = (project: string, board?: string): string => `/app/board/${project}${named(board)}`

/** The address of a task, over the board it is looked at on. */
export const taskPlace = (task: string, board?: string): string => `/app/task/${task}${named(board)}`

const named = (board: string | undefined): string => (board === undefined ? "" : `?board=${encodeURIComponent(board)}`)

/** The board that an address names. */
export const boardIn = (search: string): string | undefined => new URLSearchParams(search).get("board") ?? undefined
