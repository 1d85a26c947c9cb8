import { int, oneOf, type Row, table, text, time } from './columns.ts'

/** Other servers: whether they answer, and which form of signature they accept. */
export const hosts = table(
  {
    host: text().key(),
    failures: int().or(0),
    failing_since: time().orNull(),
    /** Nothing is sent before this instant, because the host failed repeatedly or asked for a pause. */
    paused_until: time().orNull(),
    last_ok_at: time().orNull(),
    signature_form: oneOf('cavage', 'rfc9421').orNull(),
    /** When it last accepted the form, give or take a month. */
    signature_form_at: time().orNull(),
    software: text().orNull(),
  },
  { columns: ['failing_since'], whereNotNull: 'failing_since' },
  { columns: ['signature_form_at'], whereNotNull: 'signature_form_at' },
)
export type Host = Row<typeof hosts>
