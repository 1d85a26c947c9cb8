/** How much of each kind of remote content is here, counted in the transactions that change it. */
import { sql } from 'kysely'
import type { App, Tx } from '../../app.ts'

interface Size {
  bytes: number
  entries: number
}

/** @param size what is added, or taken away if negative */
export async function addToSize(tx: Tx, kind: string, { bytes, entries }: Size): Promise<void> {
  await tx.db
    .insertInto('cache_sizes')
    .values({ kind, bytes, entries })
    .onConflict((conflict) =>
      conflict.column('kind').doUpdateSet({
        bytes: sql<number>`cache_sizes.bytes + excluded.bytes`,
        entries: sql<number>`cache_sizes.entries + excluded.entries`,
      }),
    )
    .execute()
}

/** How much of a kind is here. */
export async function sizeOf({ db }: Pick<App, 'db'>, kind: string): Promise<Size> {
  const row = await db
    .selectFrom('cache_sizes')
    .select(['bytes', 'entries'])
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row ?? { bytes: 0, entries: 0 }
}
