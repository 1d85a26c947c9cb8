/** Finds the copies that may be dropped, those looked at longest ago first. */
import { sql } from 'kysely'
import type { Media } from '../../../db/tables/media.ts'
import type { App } from '../../app.ts'
import { type CopyKind, usesOfKind } from './kind.ts'

/** A copy that may be dropped, unless it is found to be in use. */
export type Candidate = Media & { evictable_at: number }

/** Copies per batch. Dropping them takes a few milliseconds. */
const CANDIDATES_PER_BATCH = 25

/** A place in the order in which copies are dropped. */
type Position = Pick<Candidate, 'evictable_at' | 'id'>

interface CandidateOptions {
  /** Only those that were last looked at before this time. */
  before?: number | undefined
  /** Only copies of what is at this server. */
  host?: string | undefined
  /** Only those that come after this place. */
  after?: Position | undefined
}

/** Batch after batch, also when nothing is dropped. */
export async function* eachCandidates(
  app: App,
  kind: CopyKind,
  options: CandidateOptions = {},
): AsyncGenerator<Candidate[]> {
  for (let { after } = options; ; ) {
    const candidates = await findCandidates(app, kind, { ...options, after })
    if (candidates.length === 0) return
    yield candidates
    after = candidates.at(-1)
  }
}

export async function findCandidates(app: App, kind: CopyKind, options: CandidateOptions = {}): Promise<Candidate[]> {
  const lists = await Promise.all(usesOfKind(kind).map((use) => candidatesOfUse(app, use, options)))
  return lists
    .flat()
    .sort((a, b) => a.evictable_at - b.evictable_at || a.id - b.id)
    .slice(0, CANDIDATES_PER_BATCH)
}

async function candidatesOfUse(
  { db }: App,
  use: Media['use'],
  { before, host, after }: CandidateOptions,
): Promise<Candidate[]> {
  let query = db
    .selectFrom('media')
    .selectAll()
    .$narrowType<{ evictable_at: number }>()
    .where('use', '=', use)
    .where('evictable_at', 'is not', null)
  if (before !== undefined) query = query.where('evictable_at', '<', before)
  if (host !== undefined) query = query.where('host', '=', host)
  if (after) query = query.where(sql<boolean>`(evictable_at, id) > (${after.evictable_at}, ${after.id})`)
  return query.orderBy('evictable_at').orderBy('id').limit(CANDIDATES_PER_BATCH).execute()
}
