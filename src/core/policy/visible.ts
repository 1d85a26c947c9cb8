/** The one rule of who may see which status (R-51). Everything that shows a status uses it. */
import { type Expression, type SqlBool, sql } from 'kysely'
import { compiled, type Query } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'
import { isActive, STANDING, type Standing } from './active.ts'
import { findBlocked } from './blocks.ts'
import { isOpen, OPEN } from './open.ts'
import { isForVisitors, isForVisitorsSql, RESERVE, type Reserve } from './visitors.ts'

/** A local or remote account; undefined for the public. */
type AnyViewer = Pick<Account, 'id'> | undefined
type Author = Pick<Account, 'id'> & Standing & Reserve
type StatusToCheck = Pick<Status, 'id' | 'account_id' | 'visibility' | 'boost_of_id'>

/** The facts that decide for a set of statuses and one viewer. */
export interface VisibilityFacts {
  authors: ReadonlyMap<Id, Author>
  /** The statuses in question, and those they boost. */
  statuses: ReadonlyMap<Id, StatusToCheck>
  /** The accounts that the viewer blocks, and those that block the viewer. */
  blocked: ReadonlySet<Id>
  /** The authors that the viewer follows. Pending requests do not count (R-50). */
  followed: ReadonlySet<Id>
  /** The statuses, among those that are neither public nor unlisted, that mention the viewer. */
  mentioning: ReadonlySet<Id>
}

/** Whether an account, or the public, may see a status. */
export async function canSee(app: Reader, viewer: AnyViewer, status: Status): Promise<boolean> {
  return (await visibleIds(app, viewer, [status])).has(status.id)
}

/** The ids of those statuses that the viewer may see. */
export async function visibleIds(app: Reader, viewer: AnyViewer, statuses: readonly StatusToCheck[]): Promise<Set<Id>> {
  const known = new Map(statuses.map((status) => [status.id, status]))
  const missing = statuses.flatMap(({ boost_of_id: id }) => (id !== null && !known.has(id) ? [id] : []))
  if (missing.length > 0)
    for (const boosted of await findStatusesToCheck(app, { ids: [...new Set(missing)] })) known.set(boosted.id, boosted)
  const authorIds = [...new Set([...known.values()].map((status) => status.account_id))]
  const authors = authorIds.length === 0 ? [] : await findAuthors(app, { ids: authorIds })
  const facts = await loadVisibilityFacts(app, viewer, known, new Map(authors.map((author) => [author.id, author])))
  return new Set(statuses.filter((status) => maySee(facts, viewer, status)).map((status) => status.id))
}

/** The rule itself. */
export function maySee(facts: VisibilityFacts, viewer: AnyViewer, status: StatusToCheck): boolean {
  const author = facts.authors.get(status.account_id)
  if (!author || !isActive(author)) return false // suspended or deleted (R-41)
  if (facts.blocked.has(author.id)) return false
  if (status.boost_of_id !== null) {
    const boosted = facts.statuses.get(status.boost_of_id)
    if (!boosted || boosted.boost_of_id !== null || !maySee(facts, viewer, boosted)) return false
  }
  if (viewer === undefined) return isForVisitors(author, status)
  if (isOpen(status)) return true
  if (author.id === viewer.id || facts.mentioning.has(status.id)) return true
  return status.visibility === 'followers' && facts.followed.has(author.id)
}

/**
 * The rule in SQL for the statuses of one active author, as another account or the public sees them. The caller has
 * checked that neither account blocks the other. Boosts of statuses that the viewer may not see are not filtered out.
 * An author sees all of its own statuses, so no condition is needed for it.
 * @param statuses the name of the table in the query
 * @param viewer undefined for the public
 */
export function isVisibleSql(
  statuses: string,
  author: Reserve,
  viewer: { id: Id; followsAuthor: boolean } | undefined,
): Expression<SqlBool> {
  if (!viewer) return isForVisitorsSql(statuses, author)
  const visibilities: Visibility[] = viewer.followsAuthor ? [...OPEN, 'followers'] : [...OPEN]
  return sql<SqlBool>`(${sql.ref(`${statuses}.visibility`)} in (${sql.join(visibilities)}) or exists (
    select 1 from mentions
    where mentions.account_id = ${viewer.id} and mentions.status_id = ${sql.ref(`${statuses}.id`)}))`
}

/** @param statuses the statuses in question, and those they boost */
export async function loadVisibilityFacts(
  app: Reader,
  viewer: AnyViewer,
  statuses: ReadonlyMap<Id, StatusToCheck>,
  authors: ReadonlyMap<Id, Author>,
): Promise<VisibilityFacts> {
  const none = new Set<Id>()
  if (!viewer) return { authors, statuses, blocked: none, followed: none, mentioning: none }
  const restricted = [...statuses.values()].filter((status) => !isOpen(status) && status.account_id !== viewer.id)
  const authorsOfFollowersOnly = restricted
    .filter((status) => status.visibility === 'followers')
    .map((status) => status.account_id)
  const others = [...authors.keys()].filter((id) => id !== viewer.id)
  const [blocked, followed, mentioning] = await Promise.all([
    findBlocked(app, viewer.id, others),
    among(app, findFollowed, viewer.id, [...new Set(authorsOfFollowersOnly)]),
    among(
      app,
      findMentioning,
      viewer.id,
      restricted.map((status) => status.id),
    ),
  ])
  return { authors, statuses, blocked, followed, mentioning }
}

const findStatusesToCheck = compiled({ ids: list(id()) }, (db, { ids }) =>
  db.selectFrom('statuses').select(['id', 'account_id', 'visibility', 'boost_of_id']).where('id', 'in', ids),
)

const findAuthors = compiled({ ids: list(id()) }, (db, { ids }) =>
  db
    .selectFrom('accounts')
    .select(['id', ...STANDING, ...RESERVE])
    .where('id', 'in', ids),
)

const AMONG = { viewer: id(), ids: list(id()) }

const findFollowed = compiled(AMONG, (db, { viewer, ids }) =>
  db.selectFrom('follows').select('target_id as id').where('account_id', '=', viewer).where('target_id', 'in', ids),
)

/** Silent mentions count too, because those accounts were addressed. */
const findMentioning = compiled(AMONG, (db, { viewer, ids }) =>
  db.selectFrom('mentions').select('status_id as id').where('account_id', '=', viewer).where('status_id', 'in', ids),
)

/** @returns those of `ids` that the query finds. Without ids it runs no query */
async function among(
  app: Reader,
  query: Query<typeof AMONG, { id: Id }>,
  viewer: Id,
  ids: readonly Id[],
): Promise<Set<Id>> {
  if (ids.length === 0) return new Set()
  return new Set((await query(app, { viewer, ids })).map((row) => row.id))
}
