/** Scheduled tasks. The next time of each is stored, so that a restart neither skips nor repeats a task. */
import type { Kysely } from 'kysely'
import { insertOnce } from '../db/insert-once.ts'
import type { Database } from '../db/tables/index.ts'

export interface Scheduled<A> {
  name: string
  everyMs: number
  run(app: A): Promise<void>
}

/** Takes the tasks that are due now. No other process gets the same ones. */
export async function takeDue<A>(
  db: Kysely<Database>,
  schedule: readonly Scheduled<A>[],
  now: number,
): Promise<Scheduled<A>[]> {
  const rows = await db.selectFrom('schedules').selectAll().execute()
  const nextAt = new Map(rows.map((row) => [row.name, row.next_at]))
  const due: Scheduled<A>[] = []
  for (const task of schedule) {
    const planned = nextAt.get(task.name)
    if (planned === undefined) await insertOnce(db, 'schedules', { name: task.name, next_at: now + task.everyMs })
    else if (planned <= now && (await take(db, task, planned, now))) due.push(task)
  }
  return due
}

async function take<A>(db: Kysely<Database>, task: Scheduled<A>, planned: number, now: number): Promise<boolean> {
  const taken = await db
    .updateTable('schedules')
    .set({ next_at: now + task.everyMs })
    .where('name', '=', task.name)
    .where('next_at', '=', planned)
    .executeTakeFirst()
  return taken.numUpdatedRows > 0n
}
