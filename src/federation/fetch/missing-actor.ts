/** If an actor's address returns 404 twice, a day apart, its follows are ended in both directions (C19). */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import { deleteAccount } from '../../core/accounts/delete.ts'
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { Gone, NotFound } from '../../core/errors.ts'
import { isDeleted } from '../../core/policy/active.ts'
import { removeFollower } from '../../core/relationships/answer.ts'
import { unfollow } from '../../core/relationships/unfollow.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { createBudget } from './budget.ts'
import { senderOrUs } from './cause.ts'
import { fetchRemote } from './document.ts'
import { oncePer } from './once-per.ts'
import { remoteJob } from './remote-job.ts'

/**
 * The time between the two 404s. A single 404 may be a fault of the whole server (case 60). For a post, an hour is
 * enough (C15).
 */
const MISSING_FOR_MS = DAY
/** At most one check is scheduled per actor in this time, however often the actor is looked up. */
const PAUSE_MS = 2 * MISSING_FOR_MS
/** Follows read per query. */
const BATCH_SIZE = 100

/** To be called after a 404. Schedules a second fetch in a day, if the actor is a stored account. */
export async function suspectMissing(app: App, uri: string): Promise<void> {
  const known = await findAccountByUri(app, uri)
  if (!known || known.domain === null || isDeleted(known)) return
  await oncePer(app, `missing ${uri}`, PAUSE_MS, (tx) =>
    tx.enqueue(confirmMissing, { uri: known.uri }, { after: MISSING_FOR_MS }),
  )
}

export const confirmMissing = remoteJob(
  'confirmMissing',
  { payload: z.object({ uri: z.string() }), uriOf: ({ uri }) => uri },
  async (app, { uri }) => {
    const actor = await findAccountByUri(app, uri)
    if (!actor || actor.domain === null || isDeleted(actor)) return
    try {
      await fetchRemote(app, uri, { budget: createBudget({ cause: senderOrUs(hostOf(uri)) }) })
    } catch (error) {
      if (error instanceof Gone) return deleteAccount(app, actor, { via: 'fetch' })
      if (error instanceof NotFound) return endRelations(app, actor)
      throw error
    }
  },
)

/**
 * Ends follows and follow requests in both directions. The account stays. No activity is sent: the actor's inbox is as
 * missing as the actor.
 */
async function endRelations(app: App, actor: Account): Promise<void> {
  for (const table of ['follows', 'follow_requests'] as const) {
    for (const id of await relatedIds(app, table, { matched: 'target_id', selected: 'account_id' }, actor))
      await endRelation(app, id, (follower) => removeFollower(app, actor, follower, { via: 'fetch' }))
    for (const id of await relatedIds(app, table, { matched: 'account_id', selected: 'target_id' }, actor))
      await endRelation(app, id, (target) => unfollow(app, actor, target, { via: 'fetch' }))
  }
  app.log.info({ actor: actor.uri }, 'actor no longer exists, ended its follows')
}

async function endRelation(app: App, id: Id, work: (other: Account) => Promise<void>): Promise<void> {
  const other = await findAccount(app, id)
  if (other) await work(other)
}

interface Direction {
  matched: 'account_id' | 'target_id'
  selected: 'account_id' | 'target_id'
}

async function relatedIds(
  app: App,
  table: 'follows' | 'follow_requests',
  { matched, selected }: Direction,
  actor: Account,
): Promise<Id[]> {
  const ids: Id[] = []
  for (let after = 0; ; ) {
    const rows = await app.db
      .selectFrom(table as 'follows')
      .select(['id', `${selected} as other`])
      .where(matched, '=', actor.id)
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH_SIZE)
      .execute()
    ids.push(...rows.map((row) => row.other))
    const last = rows.at(-1)
    if (!last) return ids
    after = last.id
  }
}
