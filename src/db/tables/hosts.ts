import { int, oneOf, type Row, table, text, time } from './columns.ts'

/** Other servers: whether they answer, which form of signature they accept, and which software they run. */
export const hosts = table(
  {
    host: text().key(),
    failures: int().or(0),
    failing_since: time().orNull(),
    /** Nothing is sent before this instant, because the host failed repeatedly or asked for a pause. */
    paused_until: time().orNull(),
    /** When the staff was last told that it has been failing for a day. */
    failing_told_at: time().orNull(),
    last_ok_at: time().orNull(),
    signature_form: oneOf('cavage', 'rfc9421').orNull(),
    /** When it last accepted the form, give or take a month. */
    signature_form_at: time().orNull(),
    /** What it says in its NodeInfo. Null if it has never said anything. */
    software: text().orNull(),
    software_version: text().orNull(),
    /** Until when it is not asked again, whether it answered or not. */
    software_until: time().orNull(),
  },
  { columns: ['failing_since'], whereNotNull: 'failing_since' },
  { columns: ['signature_form_at'], whereNotNull: 'signature_form_at' },
  { columns: ['last_ok_at'], whereNotNull: 'last_ok_at' },
)
export type Host = Row<typeof hosts>
