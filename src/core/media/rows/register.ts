/**
 * Makes rows for the media of other servers, when the post, account or emoji that shows them is stored. A row is what
 * we may fetch, and only rows have addresses here.
 */
import { sql } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import { namesOf } from '../../../db/tables/columns.ts'
import { defaultsOf } from '../../../db/tables/defaults.ts'
import type { RemoteEmoji } from '../../../db/tables/emojis.ts'
import { type Media, type MediaUse, media } from '../../../db/tables/media.ts'
import { DAY } from '../../../lib/durations.ts'
import { parseHttpUrl } from '../../../lib/http/hosts.ts'
import type { Tx } from '../../app.ts'
import { remoteMediaKey } from '../key.ts'

/** How precise `seen_at` is. */
const SEEN_AGAIN_MS = DAY

/** @returns the key of the medium at this address of another server; null if there is no such address (case 83) */
export async function registerMedia(tx: Tx, use: MediaUse, url: string | null | undefined): Promise<string | null> {
  const host = url ? parseHttpUrl(url)?.host : undefined
  if (!url || host === undefined || tx.uris.leadsHere(url)) return null
  const key = remoteMediaKey(tx, use, url)
  const now = tx.clock.now()
  await insertUnlessKnown(tx, {
    ...DEFAULTS,
    ...{ id: tx.ids.next(), key, use, remote_url: url, host, state: 'absent', created_at: now },
    seen_at: use === 'emoji' ? now : null,
  } as Media)
  return key
}

/** The same for custom emojis, whose keys are computed when they are shown. */
export async function registerEmojis(tx: Tx, emojis: readonly RemoteEmoji[] = []): Promise<void> {
  for (const { url } of emojis) await registerMedia(tx, 'emoji', url)
}

const DEFAULTS = { ...Object.fromEntries(namesOf(media.columns).map((name) => [name, null])), ...defaultsOf(media) }

/** What nothing referred to any more is used again. A row that is known is not written each time. */
const insertUnlessKnown = compiled(media.columns, (db, row) =>
  db
    .insertInto('media')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ unused_since: null, seen_at: sql`coalesce(excluded.seen_at, media.seen_at)` })
        .where(
          sql<boolean>`(media.unused_since is not null or excluded.seen_at > coalesce(media.seen_at, 0) + ${SEEN_AGAIN_MS})`,
        ),
    ),
)
