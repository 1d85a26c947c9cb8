/**
 * Drops copies of media of other servers, those looked at longest ago first, while there is more of their kind than its
 * quota. What a local user has used stays, whatever the quota.
 */
import { slot } from '../../../lib/slot.ts'
import type { App, Tx } from '../../app.ts'
import { type Candidate, findCandidates } from './candidates.ts'
import { dropCopies } from './drop.ts'
import type { CopyKind } from './kind.ts'
import { quotaOf } from './quotas.ts'
import { sizeOf } from './sizes.ts'
import { usedAmong } from './used.ts'

/** The evictions of each kind in this process run one after another, so that they do not drop twice as much. */
const running = slot(() => new Map<CopyKind, Promise<unknown>>())

/** Drops copies until `bytes` more are within the quota of the kind, or until what is left must stay. */
export async function makeRoom(app: App, kind: CopyKind, bytes = 0): Promise<void> {
  const excess = async () => (await sizeOf(app, kind)).bytes + bytes - quotaOf(app, kind)
  if ((await excess()) <= 0) return
  const before = app.slot(running).get(kind) ?? Promise.resolve()
  const run = before.then(() => dropUntil(app, kind, excess))
  app.slot(running).set(
    kind,
    run.catch(() => {}),
  )
  await run
}

/** @param excess how many bytes are still too many */
async function dropUntil(app: App, kind: CopyKind, excess: () => Promise<number>): Promise<void> {
  for (;;) {
    const tooMany = await excess()
    if (tooMany <= 0) return
    const candidates = await findCandidates(app, kind)
    if (candidates.length === 0) return
    await dropUnused(app, candidates, tooMany)
  }
}

/**
 * Drops those of the candidates that nobody has used, in one transaction. The others are no candidates any more.
 * @param most it stops when so many bytes are dropped
 * @returns the bytes that were dropped
 */
export async function dropUnused(app: App, candidates: readonly Candidate[], most = Number.MAX_VALUE): Promise<number> {
  return app.transaction(async (tx) => {
    const held = await hold(tx, candidates)
    const { used, dropped } = await sort(tx, held, most)
    await keepCopies(tx, used)
    return dropCopies(tx, dropped)
  })
}

/** Until the transaction ends, nobody uses them (`keepCopiesOf`). @returns those that may still be dropped */
async function hold({ db }: Tx, candidates: readonly Candidate[]): Promise<Candidate[]> {
  if (candidates.length === 0) return []
  const ids = candidates.map(({ id }) => id)
  const query = db.updateTable('media').set((set) => ({ evictable_at: set.ref('evictable_at') }))
  const rows = await query.where('id', 'in', ids).where('evictable_at', 'is not', null).returning('id').execute()
  const held = new Set(rows.map(({ id }) => id))
  return candidates.filter(({ id }) => held.has(id))
}

/** The bytes that `dropUnused` would drop. */
export async function unusedBytes(app: App, candidates: readonly Candidate[], most?: number): Promise<number> {
  const { dropped } = await sort(app, candidates, most)
  return dropped.reduce((sum, { bytes }) => sum + bytes, 0)
}

async function sort(app: App, candidates: readonly Candidate[], most = Number.MAX_VALUE) {
  const used = await usedAmong(app, candidates)
  let left = most
  const dropped = candidates.filter(({ id, bytes }) => {
    if (used.has(id) || left <= 0) return false
    left -= bytes
    return true
  })
  return { used: [...used], dropped }
}

async function keepCopies(tx: Tx, ids: readonly Candidate['id'][]): Promise<void> {
  if (ids.length > 0) await tx.db.updateTable('media').set({ evictable_at: null }).where('id', 'in', ids).execute()
}
