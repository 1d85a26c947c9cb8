import { id, index, int, table, text, unique } from './columns.ts'

export const tags = table({ id: id().key(), tag_key: text(), name: text() }, unique('tag_key'))

export const status_tags = table(
  { tag_id: id().key(), status_id: id().key(), /** The author's order. */ place: int().or(0) },
  index('status_id'),
)
