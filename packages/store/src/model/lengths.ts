// How long the texts of an input may be. Characters are Unicode code points, unless a name says bytes.

/** Of a name that people type and read in lists: a queue, a schedule, a project, an actor, a worker. */
export const NAME_LENGTH_MAX = 200

/** Of a name that heads a column on a screen: a column, a board, a template. */
export const HEADING_LENGTH_MAX = 100

/** Of a tag. Cards show several in a row. */
export const TAG_LENGTH_MAX = 50

/** Of the name of a color. */
export const COLOR_LENGTH_MAX = 30

/** Of a reason, a question or a description: a paragraph. */
export const REASON_LENGTH_MAX = 1_000

/** Of a time that is read from text: a cron expression, a duration, an instant, a time zone. */
export const TIME_LENGTH_MAX = 500

/** Of a path, in bytes: `PATH_MAX` of Linux. */
export const PATH_BYTES_MAX = 4_096

/** Of the address of a page. Browsers take as much. */
export const URL_LENGTH_MAX = 2_000

/** Of a cursor of a list. Ours have less than 200. */
export const CURSOR_LENGTH_MAX = 1_000

/** Of a shell command. */
export const COMMAND_LENGTH_MAX = 65_536

/** Of the standard input of a command. It travels in one request with everything else. */
export const STDIN_LENGTH_MAX = 1_000_000

/** Of the value of one environment variable. Linux takes 128 KiB, four bytes a character. */
export const VARIABLE_LENGTH_MAX = 32_000

/** How many environment variables a command may have. */
export const VARIABLES_MAX = 500
