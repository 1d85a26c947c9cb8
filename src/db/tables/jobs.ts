import { id, index, int, json, type Row, table, text, time } from './columns.ts'

/** Durable work, written in the caller's transaction. Leased by moving `run_at` ahead; deleted when done. */
export const jobs = table(
  {
    id: id().key(),
    name: text(),
    payload: json<unknown>(),
    run_at: time(),
    attempts: int().or(0),
    leased_by: text().orNull(),
    /** Jobs of one key run one after the other, in the order of their ids. */
    order_key: text().orNull(),
    /** Jobs of one lane (a host) share a bounded number of workers. */
    lane: text().orNull(),
    last_error: text().orNull(),
    created_at: time(),
    /** Parked for a person to look at. */
    dead_at: time().orNull(),
  },
  index('name', 'dead_at', 'run_at'),
  { columns: ['order_key', 'id'], whereNotNull: 'order_key' },
  { columns: ['lane', 'name', 'run_at'], whereNotNull: 'lane' },
)
export type JobRow = Row<typeof jobs>

/** When each regular task is due next. */
export const schedules = table({ name: text().key(), next_at: time() })
