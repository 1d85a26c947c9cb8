/**
 * Watches the disk of the media folder. When less than the reserve is free, no copies of media of other servers are kept
 * any more, and old ones are dropped, so that uploads, posts and the database have room.
 */

import type { Scheduled } from '../../../jobs/schedule.ts'
import { MB } from '../../../lib/bytes.ts'
import { MINUTE, SECOND } from '../../../lib/durations.ts'
import { slot } from '../../../lib/slot.ts'
import type { App } from '../../app.ts'
import { eachCandidates } from './candidates.ts'
import { dropUnused } from './evict.ts'
import { COPY_KINDS } from './kind.ts'

const CHECK_EVERY_MS = 5 * SECOND
/** How many times the reserve must be free before copies are kept again, so that this does not change all the time. */
const ENOUGH = 1.1

/** For so long no copies are kept after a file could not be written, as with a quota of the file system. */
const FULL_MS = MINUTE

interface DiskSpace {
  /** Bytes; undefined if the storage does not know. */
  free: number | undefined
  /** Bytes. */
  reserve: number
  /** Less than the reserve is free, or was until a moment ago. */
  isLow: boolean
}

const known = slot(() => ({
  space: undefined as Promise<DiskSpace> | undefined,
  checkedAt: 0,
  isLow: false,
  fullUntil: 0,
}))

export async function mayKeepCopies(app: App): Promise<boolean> {
  return app.slot(known).fullUntil <= app.clock.now() && !(await diskSpace(app)).isLow
}

/** To be called when a copy could not be written although there seemed to be room, so that not every fetch breaks off. */
export function noteFull(app: App): void {
  app.slot(known).fullUntil = app.clock.now() + FULL_MS
}

/** What is free, as of a few seconds ago. */
export function diskSpace(app: App): Promise<DiskSpace> {
  const state = app.slot(known)
  const now = app.clock.now()
  if (state.space && now - state.checkedAt < CHECK_EVERY_MS) return state.space
  state.checkedAt = now
  state.space = measure(app)
  return state.space
}

async function measure(app: App): Promise<DiskSpace> {
  const state = app.slot(known)
  const reserve = app.config.diskReserve * MB
  const free = await app.storage.free().catch((err) => void app.log.error({ err }, 'cannot tell how full the disk is'))
  const isLow = free !== undefined && free < reserve * (state.isLow ? ENOUGH : 1)
  if (isLow && !state.isLow)
    app.log.error({ free, reserve }, 'the disk is almost full, so no further copies of media are kept')
  if (!isLow && state.isLow) app.log.info({ free, reserve }, 'there is room on the disk again')
  state.isLow = isLow
  return { free, reserve, isLow }
}

/** Drops copies while there is not enough room on the disk. */
export const watchDisk: Scheduled<App> = {
  name: 'watchDisk',
  everyMs: MINUTE,
  async run(app) {
    const { free, reserve, isLow } = await diskSpace(app)
    if (isLow) await dropBytes(app, reserve * ENOUGH - (free ?? 0) - (await bytesBeingRemoved(app)))
  },
}

/** Files that nothing refers to any more take a while to be removed. */
async function bytesBeingRemoved({ db }: App): Promise<number> {
  const row = await db
    .selectFrom('media_files')
    .select((select) => select.fn.sum<number | null>('bytes').as('bytes'))
    .where('refs', '<=', 0)
    .executeTakeFirst()
  return row?.bytes ?? 0
}

/** Drops so many bytes of what may go, those of posts first. */
async function dropBytes(app: App, bytes: number): Promise<void> {
  let left = bytes
  for (const kind of COPY_KINDS)
    for await (const copies of left > 0 ? eachCandidates(app, kind) : []) {
      left -= await dropUnused(app, copies, left)
      if (left <= 0) return
    }
}
