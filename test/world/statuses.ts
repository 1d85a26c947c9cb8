/** Posts for unit tests of core, stored as if they were written here or delivered by another server. */
import type { App } from '../../src/core/app.ts'
import type { Via } from '../../src/core/events.ts'
import { type StatusDraft, storeStatus } from '../../src/core/statuses/store.ts'
import type { Account } from '../../src/db/tables/accounts.ts'
import type { Status } from '../../src/db/tables/statuses.ts'

/** A post as its author's server describes it: public, written just now. */
export function draftBy(app: App, author: Account, changes: Partial<StatusDraft> = {}): StatusDraft {
  const number = app.ids.next()
  return {
    author,
    ...(author.domain === null
      ? { id: number, uri: app.uris.status(number) }
      : { uri: `https://${author.domain}/notes/${number}` }),
    content: '<p>words</p>',
    content_warning: '',
    sensitive: false,
    language: 'en',
    visibility: 'public',
    created_at: app.clock.now(),
    mentions: [],
    tags: [],
    ...changes,
  }
}

/** A stored post of a local or remote account. */
export async function statusBy(
  app: App,
  author: Account,
  changes: Partial<StatusDraft> = {},
  via: Via = author.domain === null ? 'local' : 'delivery',
): Promise<Status> {
  const { status } = await app.transaction((tx) => storeStatus(tx, draftBy(app, author, changes), via))
  return status
}
