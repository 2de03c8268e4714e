import { sql } from "kysely"

/** The columns of a board as JSON, from left to right, as `Column` decodes them: an aggregate over `genie.board_columns`. */
export const boardColumns = sql`
  json_agg(
    json_build_object(
      'id', id, 'name', name, 'position', position, 'category', category, 'gate', gate, 'isFourEyes', is_four_eyes,
      'action', action, 'autoAdvance', auto_advance, 'onFail', on_fail, 'wipLimit', wip_limit, 'color', color
    )
    order by position
  )`
