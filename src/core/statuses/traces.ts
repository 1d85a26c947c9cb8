/** What there is about a status that is about to be stored, read under the locks that keep it so (C12). */
import { type Kysely, sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { int, text } from '../../db/tables/columns.ts'
import type { DroppedStatus } from '../../db/tables/dropped.ts'
import type { Database } from '../../db/tables/index.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { Gone } from '../errors.ts'
import { lockObject } from '../lock-object.ts'
import type { WaitingReply } from '../threads/attach-replies.ts'

/** How many waiting replies are attached at once. A job attaches the rest. */
export const ATTACHED_INLINE = 100

type Parent = Pick<Status, 'id' | 'account_id' | 'conversation_id' | 'community_id'>

export interface Traces {
  /** The post that it replies to, if that is stored now. */
  parent?: Parent | undefined
  /** Replies that arrived before it. */
  waitingReplies: WaitingReply[]
  /** Whether replies wait for it under the address of its page. */
  isPageAwaited?: boolean
  /** Its id, author and community until it was dropped from the cache. */
  former?: Pick<DroppedStatus, 'id' | 'account_id' | 'community_id'> | undefined
}

/**
 * Locks a status and its parent, and finds with one query what is stored about them. What was read before the locks may
 * have changed: the parent may have arrived, or be gone.
 * @throws Gone if the status was deleted (C8)
 */
export async function lockAndFindTraces(
  tx: Tx,
  { uri, page, parentUri }: { uri: string; page: string | undefined; parentUri: string | undefined },
): Promise<Traces> {
  await lockObject(tx, uri, ...(parentUri === undefined ? [] : [parentUri]))
  // No status has an empty uri, and none waits for one.
  const named = { uri, page: page === uri ? '' : (page ?? ''), parentUri: parentUri ?? '' }
  const rows = await selectTraces(tx, { ...named, limit: ATTACHED_INLINE + 1 })
  if (rows.some((row) => row.trace === 'tombstone')) throw new Gone('uri-deleted', { uri })
  return {
    parent: rows.find((row) => row.trace === 'parent'),
    waitingReplies: rows.filter((row) => row.trace === 'reply'),
    isPageAwaited: rows.some((row) => row.trace === 'page'),
    former: rows.find((row) => row.trace === 'dropped'),
  }
}

/** Only the replies are limited, so the others are always among the rows. */
const PARAMETERS = { uri: text(), page: text(), parentUri: text(), limit: int() }
const selectTraces = compiled(PARAMETERS, (db, { uri, page, parentUri, limit }) => {
  const replies = statuses(db, 'reply').where('in_reply_to_uri', '=', uri).limit(limit)
  const ofPage = statuses(db, 'page').where('in_reply_to_uri', '=', page).limit(1)
  const dropped = db
    .selectFrom('dropped_statuses as d')
    .leftJoin('accounts as c', 'c.id', 'd.community_id')
    .select(['d.id', 'd.account_id', nothing<Id>('0', 'conversation_id'), 'c.id as community_id'])
    .select([DIRECT, trace('dropped')])
  const tombstones = db
    .selectFrom('tombstones')
    .select([
      nothing<Id>('0', 'id'),
      nothing<Id>('0', 'account_id'),
      nothing<Id>('0', 'conversation_id'),
      NO_COMMUNITY,
      DIRECT,
      trace('tombstone'),
    ])
  return db
    .selectFrom(replies.as('found'))
    .selectAll()
    .unionAll(statuses(db, 'parent').where('uri', '=', parentUri).where('boost_of_id', 'is', null))
    .unionAll(db.selectFrom(ofPage.as('awaited')).selectAll())
    .unionAll(tombstones.where('uri', '=', uri))
    .unionAll(dropped.where('d.uri', '=', uri))
})

type Trace = 'reply' | 'page' | 'parent' | 'tombstone' | 'dropped'
const trace = (name: Trace) => sql<Trace>`${sql.lit(name)}`.as('trace')

const statuses = (db: Kysely<Database>, name: Trace) =>
  db.selectFrom('statuses').select(['id', 'account_id', 'conversation_id', 'community_id', 'visibility', trace(name)])

/** A column that only rows of other traces have. */
const nothing = <T>(value: string, column: 'id' | 'account_id' | 'conversation_id') =>
  sql<T>`${sql.raw(value)}`.as(column)
const NO_COMMUNITY = sql<Id | null>`null`.as('community_id')
const DIRECT = sql<Visibility>`'direct'`.as('visibility')
