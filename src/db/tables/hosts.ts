import { int, oneOf, type Row, table, text, time } from './columns.ts'

/** What we remember of other servers: their health and the signatures that they understand. */
export const hosts = table(
  {
    host: text().key(),
    failures: int().or(0),
    failing_since: time().orNull(),
    /** The breaker: nothing is sent before this instant. */
    closed_until: time().orNull(),
    last_ok_at: time().orNull(),
    signature_form: oneOf('cavage', 'rfc9421').orNull(),
    signature_form_at: time().orNull(),
    software: text().orNull(),
  },
  { columns: ['failing_since'], whereNotNull: 'failing_since' },
)
export type Host = Row<typeof hosts>
