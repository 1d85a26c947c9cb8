import { id, index, json, type Row, table, text, time, unique } from './columns.ts'

/** What other servers report about accounts and posts here. Bounded, see `core/reports/store.ts`. */
export const reports = table(
  {
    id: id().key(),
    /** The server that reports. */
    host: text(),
    /** The actor that signed it: usually the server's own, so that nobody learns which of its people reported. */
    reporter_uri: text(),
    /** The id of the Flag, and the reported account: a repetition changes nothing. */
    uri: text(),
    account_id: id(),
    /** Ids of its posts that the report is about. */
    status_ids: json<number[]>(),
    /** Plain text. */
    comment: text(),
    created_at: time(),
  },
  unique('uri', 'account_id'),
  index('host', 'id'),
  index('account_id'),
)
export type Report = Row<typeof reports>
