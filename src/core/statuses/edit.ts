/** A post written here, changed by its author. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { applyEdit } from './apply-edit.ts'
import { composeText } from './compose-text.ts'
import type { WrittenStatus } from './create.ts'
import { findStatus } from './find.ts'
import type { StatusDraft } from './store.ts'
import { validateText } from './validate.ts'
import { nextVersion } from './version.ts'

export type StatusChanges = Partial<
  Pick<WrittenStatus, 'text' | 'format' | 'contentWarning' | 'sensitive' | 'language'>
>

/**
 * Changes one's own status; what is left out stays. No change is no edit.
 * @throws NotFound when it is not there or not one's own, Invalid as for a new status
 */
export async function editStatus(app: App, author: Account, id: Id, changes: StatusChanges): Promise<Status> {
  const status = await findStatus(app, id)
  if (!status || status.account_id !== author.id || status.boost_of_id !== null || !status.local) throw new NotFound()
  const draft = await draftOf(app, status, changes)
  return app.transaction(async (tx) => {
    await tx.lock(`object:${status.uri}`)
    const known = await findStatus(tx, id)
    if (!known) throw new NotFound()
    if (isSame(known, draft)) return known
    const edited = await applyEdit(tx, known, draft, { via: 'local', editedAt: nextVersion(tx, known) })
    return edited.status
  })
}

/** The same text may name others than before, since people come and go: that alone is no edit. */
function isSame(known: Status, draft: Partial<StatusDraft>): boolean {
  return (
    known.source === draft.source &&
    known.source_type === draft.sourceType &&
    known.content_warning === draft.contentWarning &&
    known.sensitive === draft.sensitive &&
    known.language === draft.language
  )
}

async function draftOf(app: App, known: Status, changes: StatusChanges): Promise<Partial<StatusDraft>> {
  const text = changes.text ?? known.source ?? ''
  const sourceType = changes.format ?? known.source_type
  const contentWarning = changes.contentWarning?.trim() ?? known.content_warning
  validateText({ text, contentWarning, language: changes.language })
  const composed = await composeText(app, text, sourceType)
  return {
    content: composed.html,
    contentWarning,
    source: text,
    sourceType,
    sensitive: (changes.sensitive ?? known.sensitive) || contentWarning !== '',
    language: changes.language || known.language,
    mentions: composed.mentions,
    tags: composed.tags,
  }
}
