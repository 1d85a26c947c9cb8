/**
 * Limits the emojis of other servers that we know, since any post may name a hundred new addresses. Those that were not
 * shown for longest go first. One that is shown again is registered again (`seen-emojis.ts`).
 */
import type { App } from '../../app.ts'
import { removeMedia } from './remove.ts'

/** All emojis of some hundred large servers. They take about 50 MB. */
const MAX_EMOJIS = 100_000
/** Few, because each transaction keeps others from writing. */
const BATCH = 25

/** @returns how many it deleted */
export async function limitEmojis(app: App, max = MAX_EMOJIS): Promise<number> {
  const { known } = await app.db
    .selectFrom('media')
    .select((select) => select.fn.countAll<number>().as('known'))
    .where('seen_at', 'is not', null)
    .executeTakeFirstOrThrow()
  const excess = Number(known) - max
  let deleted = 0
  while (deleted < excess) {
    deleted += await deleteOldest(app, Math.min(BATCH, excess - deleted))
    await app.clock.sleep(0)
  }
  return deleted
}

function deleteOldest(app: App, most: number): Promise<number> {
  return app.transaction(async (tx) => {
    const rows = await tx.db
      .selectFrom('media')
      .selectAll()
      .where('seen_at', 'is not', null)
      .orderBy('seen_at')
      .limit(most)
      .execute()
    for (const row of rows) await removeMedia(tx, row)
    return Math.max(1, rows.length)
  })
}
