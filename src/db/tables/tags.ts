import { id, index, table, text, unique } from './columns.ts'

export const tags = table({ id: id().key(), tag_key: text(), name: text() }, unique('tag_key'))

export const status_tags = table({ tag_id: id().key(), status_id: id().key() }, index('status_id'))
