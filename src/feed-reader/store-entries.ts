/** Turns the entries of a feed into posts: what is new, and what has changed. */
import type { App } from '../core/app.ts'
import { applyEdit } from '../core/edits/apply-edit.ts'
import { AtollError } from '../core/errors.ts'
import { findStatusByUri } from '../core/statuses/find.ts'
import { type StatusDraft, storeStatus } from '../core/statuses/store.ts'
import type { Account } from '../db/tables/accounts.ts'
import { draftOfEntry } from './draft.ts'
import { hashOf, keyed } from './entry-keys.ts'
import { FIRST_ENTRIES, NEW_ENTRIES } from './limits.ts'
import type { FeedEntry } from './parsed-feed.ts'

/** The key of each entry that is known, and the hash of what was stored of it. */
type Known = Readonly<Record<string, string>>

/**
 * Each post has its own short transaction. If the process ends meanwhile, the next read finds them by their ids.
 * @param known the entries of the last document; undefined if it is read for the first time
 * @returns the same for these
 */
export async function storeEntries(
  app: App,
  account: Account,
  entries: readonly FeedEntry[],
  known: Known | undefined,
): Promise<Record<string, string>> {
  const found = [...keyed(entries)].map(([key, entry]) => ({ key, entry, hash: hashOf(entry) }))
  const fresh = found.filter(({ key }) => known?.[key] === undefined)
  const newest = fresh.sort((a, b) => timeOf(b.entry) - timeOf(a.entry)).slice(0, known ? NEW_ENTRIES : FIRST_ENTRIES)
  for (const { key, entry } of newest.reverse())
    await unlessRefused(app, account, async () => {
      const draft = draftOfEntry(account, key, entry, app.clock.now())
      await app.transaction((tx) => storeStatus(tx, draft, known ? 'delivery' : 'fetch'))
    })
  for (const { key, entry, hash } of found)
    if (known?.[key] !== undefined && known[key] !== hash)
      await unlessRefused(app, account, () => edit(app, account, draftOfEntry(account, key, entry, app.clock.now())))
  return Object.fromEntries(found.map(({ key, hash }) => [key, hash]))
}

function timeOf({ publishedAt }: FeedEntry): number {
  return publishedAt ?? Number.POSITIVE_INFINITY
}

/** The feed gives no version that could be trusted, so the time of reading is that of the edit. */
async function edit(app: App, account: Account, draft: StatusDraft): Promise<void> {
  const status = await findStatusByUri(app, draft.uri)
  if (!status || status.account_id !== account.id) return
  const { author: _, created_at: _time, uri: _uri, ...changes } = draft
  await app.transaction((tx) => applyEdit(tx, status, changes, { via: 'fetch', editedAt: tx.clock.now() }))
}

/** One entry that is too long or was deleted here keeps no other from being stored. */
async function unlessRefused(app: App, { uri }: Account, store: () => Promise<unknown>): Promise<void> {
  try {
    await store()
  } catch (error) {
    if (!(error instanceof AtollError)) throw error
    app.log.debug({ uri, code: error.code }, 'an entry of a feed was not stored')
  }
}
