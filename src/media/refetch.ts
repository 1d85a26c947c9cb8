/** Fetches media of other servers that ought to be here: what `atoll media refetch` does. */
import type { App } from '../core/app.ts'
import { AtollError } from '../core/errors.ts'
import { type CopyKind, usesOfKind } from '../core/media/copies/kind.ts'
import { usedAmong } from '../core/media/copies/used.ts'
import type { Media } from '../db/tables/media.ts'
import type { Reason } from '../messages/reason.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import { MediaFailure } from './fetch/failure.ts'
import { fetchCopy } from './fetch/fetch-copy.ts'

/** Rows per query, each with a look into a dozen indexes. */
const BATCH = 100
/** Each host answers few at once anyway. */
const AT_ONCE = 8
const NOT_KEPT = 'It was fetched, but not kept: the quota has no room for it.'

interface RefetchOptions {
  kind?: CopyKind
  /** Only what is at this server. */
  host?: string
  isDryRun?: boolean
  /** Told after each one. */
  onProgress?(found: Refetched): void
}

interface Refetched {
  /** Media without a copy that somebody here has used, or whose last fetch failed. */
  wanted: number
  fetched: number
  /** They are larger than any copy may be. */
  tooLarge: number
  failed: number
  /** Why they failed, with how many did for each reason. */
  reasons: Map<string, number>
}

/** Without waiting for the pauses after failures. Copies that are here stay as they are. */
export async function refetch(app: App, { onProgress, ...options }: RefetchOptions = {}): Promise<Refetched> {
  const found: Refetched = { wanted: 0, fetched: 0, tooLarge: 0, failed: 0, reasons: new Map() }
  for await (const batch of eachWanted(app, options)) {
    found.wanted += batch.length
    if (options.isDryRun) continue
    for (let at = 0; at < batch.length; at += AT_ONCE) {
      const outcomes = await Promise.all(batch.slice(at, at + AT_ONCE).map((medium) => fetchOne(app, medium)))
      for (const outcome of outcomes) count(found, outcome)
      onProgress?.(found)
    }
  }
  return found
}

type Outcome = 'fetched' | 'tooLarge' | { reason: string }

function count(found: Refetched, outcome: Outcome): void {
  if (typeof outcome === 'string') {
    found[outcome]++
    return
  }
  found.failed++
  found.reasons.set(outcome.reason, (found.reasons.get(outcome.reason) ?? 0) + 1)
}

async function* eachWanted(app: App, { kind, host }: RefetchOptions): AsyncGenerator<Media[]> {
  for (let after: Media['id'] = 0; ; ) {
    let query = app.db
      .selectFrom('media')
      .selectAll()
      .where('id', '>', after)
      .where('cached_at', 'is', null)
      .where('unused_since', 'is', null)
    if (kind) query = query.where('use', 'in', usesOfKind(kind))
    if (host !== undefined) query = query.where('host', '=', host)
    const rows = await query.where('remote_url', 'is not', null).orderBy('id').limit(BATCH).execute()
    const last = rows.at(-1)
    if (!last) return
    after = last.id
    const used = await usedAmong(app, rows)
    yield rows.filter(({ id, state }) => state === 'failed' || used.has(id))
  }
}

async function fetchOne(app: App, medium: Media): Promise<Outcome> {
  try {
    const fetched = await fetchCopy(app, medium)
    if (fetched === 'pass-on') return 'tooLarge'
    await fetched.kept
    const row = await app.db
      .selectFrom('media')
      .select(['state', 'problem'])
      .where('id', '=', medium.id)
      .executeTakeFirst()
    return row?.state === 'ready' ? 'fetched' : { reason: row?.problem ? sentenceOf(row.problem as Reason) : NOT_KEPT }
  } catch (error) {
    if (error instanceof MediaFailure) return { reason: sentenceOf(error.problem) }
    if (error instanceof AtollError) return { reason: sentenceOf(error.reason) }
    throw error
  }
}
