import { createHash } from 'node:crypto'
import type { App } from '../../../core/app.ts'
import { editStatus } from '../../../core/edits/edit.ts'
import { InvalidFields, NotFound } from '../../../core/errors.ts'
import { MAX_DESCRIPTION } from '../../../core/media/limits.ts'
import { changeUpload } from '../../../core/media/uploads/change.ts'
import type { SignedIn } from '../../../core/sessions/find.ts'
import { createStatus } from '../../../core/statuses/create.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Status } from '../../../db/tables/statuses.ts'
import { parseId } from '../../../lib/ids.ts'
import type { Draft } from '../../components/composer.tsx'
import type { DraftMedium } from '../../components/upload-row.tsx'
import { idsIn } from './files.ts'

/** Posts a draft, or makes of it the new version of a post. @throws what `createStatus` and `editStatus` throw */
export async function sendDraft(app: App, { account }: SignedIn, draft: Draft): Promise<Status> {
  const { text, content_warning, visibility, language, sensitive } = draft
  refuseLong(draft)
  const media = idsIn(draft)
  if (draft.edit !== undefined) {
    const changes = { text, content_warning, language, sensitive, media, mediaChanges: draft.media.map(textsOf) }
    return editStatus(app, account, idOf(draft.edit), changes)
  }
  await describeUploads(app, account, draft)
  const written = {
    ...{ text: text.trim(), content_warning, visibility, language, sensitive, media },
    in_reply_to_id: draft.reply === undefined ? undefined : idOf(draft.reply),
  }
  return createStatus(app, account, written, { idempotencyKey: keyOf(draft) })
}

/** @throws InvalidFields */
function refuseLong({ media }: Draft): void {
  const problems = media.flatMap(({ description }, at) =>
    description.length > MAX_DESCRIPTION ? [[`description_${at + 1}`, [['too-long', { max: MAX_DESCRIPTION }]]]] : [],
  )
  if (problems.length > 0) throw new InvalidFields(Object.fromEntries(problems))
}

function textsOf({ id, description, focus }: DraftMedium) {
  return { id, description: description.trim() === '' ? null : description, focus }
}

/** If the form was sent before, its uploads are in the post already. */
async function describeUploads(app: App, owner: Account, { media }: Draft): Promise<void> {
  for (const { id, ...texts } of media.map(textsOf))
    await changeUpload(app, owner, id, texts).catch((error) => {
      if (!(error instanceof NotFound)) throw error
    })
}

function idOf(text: string): number {
  const id = parseId(text)
  if (id === undefined) throw new NotFound()
  return id
}

/** A browser may show a form again after it was sent. With another text or other files it is another post. */
function keyOf(draft: Draft): string {
  const { key, text, content_warning, visibility, language, reply } = draft
  const parts = JSON.stringify([key, text, content_warning, visibility, language, reply, idsIn(draft)])
  return createHash('sha256').update(parts).digest('base64url')
}
