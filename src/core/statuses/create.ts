/** A post written here: words into safe HTML, who is named found, then one transaction. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { Forbidden } from '../errors.ts'
import { requireOriginal } from '../interactions/favourite.ts'
import { composeText } from './compose-text.ts'
import { claimRequest, findRequested } from './idempotency.ts'
import { type StatusDraft, storeStatus } from './store.ts'
import { validateText } from './validate.ts'

export interface WrittenStatus {
  text: string
  format?: 'text/plain' | 'text/markdown'
  visibility?: Visibility
  contentWarning?: string
  sensitive?: boolean
  language?: string
  inReplyToId?: Id
}

/**
 * Posts a status.
 * @param options.idempotencyKey the same key within an hour answers the same status, also while the first request runs
 * @throws Invalid (nothing to say, too long, too many named), NotFound (no such status to answer), Forbidden
 */
export async function createStatus(
  app: App,
  author: Account,
  written: WrittenStatus,
  { idempotencyKey }: { idempotencyKey?: string } = {},
): Promise<Status> {
  if (author.suspended_at !== null || author.deleted_at !== null) throw new Forbidden('This account cannot post')
  const known = idempotencyKey === undefined ? undefined : await findRequested(app, author, idempotencyKey)
  if (known) return known
  const draft = await draftOf(app, author, written)
  return app.transaction((tx) => commit(tx, draft, idempotencyKey))
}

async function commit(tx: Tx, draft: StatusDraft, idempotencyKey: string | undefined): Promise<Status> {
  const id = tx.ids.next()
  const known = idempotencyKey === undefined ? undefined : await claimRequest(tx, draft.author, idempotencyKey, id)
  if (known) return known
  const createdAt = tx.clock.now()
  const url = tx.uris.statusPage(draft.author.username, id)
  const { status } = await storeStatus(tx, { ...draft, id, uri: tx.uris.status(id), url, createdAt }, 'local')
  return status
}

async function draftOf(app: App, author: Account, written: WrittenStatus): Promise<StatusDraft> {
  validateText(written)
  const inReplyTo =
    written.inReplyToId === undefined ? undefined : await requireOriginal(app, author, written.inReplyToId)
  const visibility = written.visibility ?? 'public'
  const contentWarning = written.contentWarning?.trim() ?? ''
  const composed = await composeText(app, written.text, written.format ?? 'text/plain')
  return {
    author,
    content: composed.html,
    contentWarning,
    source: written.text,
    sourceType: written.format ?? 'text/plain',
    sensitive: (written.sensitive ?? false) || contentWarning !== '',
    language: written.language || composed.language,
    visibility,
    createdAt: app.clock.now(),
    ...(inReplyTo && { inReplyTo }),
    mentions: composed.mentions,
    tags: composed.tags,
  }
}
