import { id, index, int, json, type Row, table, text, time } from './columns.ts'

/**
 * Durable work, written in the caller's transaction. A job is leased by moving `run_at` ahead and deleted when done
 * (Q-03).
 */
export const jobs = table(
  {
    id: id().key(),
    name: text(),
    payload: json<unknown>(),
    run_at: time(),
    attempts: int().or(0),
    leased_by: text().orNull(),
    /** Jobs with the same key run one at a time, in the order of their ids. */
    order_key: text().orNull(),
    /** The first attempts of jobs with the same key are made one at a time, in the order of their ids. Null after it. */
    first_key: text().orNull(),
    /** The number of jobs of one lane, usually a host, that run at once is limited. */
    lane: text().orNull(),
    last_error: text().orNull(),
    created_at: time(),
    /** When it was parked for an administrator to look at. */
    dead_at: time().orNull(),
  },
  index('name', 'dead_at', 'run_at'),
  { columns: ['order_key', 'id'], whereNotNull: 'order_key' },
  { columns: ['first_key', 'id'], whereNotNull: 'first_key' },
  { columns: ['lane', 'name', 'run_at'], whereNotNull: 'lane' },
)
export type JobRow = Row<typeof jobs>

/** When each scheduled task is due next. */
export const schedules = table({ name: text().key(), next_at: time() })
