/** Writing and reading posts. `status-actions.ts` has the actions on them. */
import { z } from 'zod'
import { requireAccount } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { editStatus } from '../core/edits/edit.ts'
import { loadHistory } from '../core/edits/history.ts'
import { NotFound } from '../core/errors.ts'
import { createStatus, UnexpectedMentions } from '../core/statuses/create.ts'
import { deleteStatus } from '../core/statuses/delete.ts'
import { requireVisible } from '../core/statuses/require.ts'
import { loadStatuses } from '../core/statuses/view.ts'
import { loadThread } from '../core/threads/thread.ts'
import { refuseProblems } from '../core/users/validate.ts'
import { pickColumns } from '../db/pick-columns.ts'
import { renderAccount } from './entities/account.ts'
import { ContextEntity } from './entities/context.ts'
import { renderStatus, StatusEntity } from './entities/status.ts'
import { renderStatusEdit, StatusEditEntity } from './entities/status-edit.ts'
import { renderStatusSource, StatusSourceEntity } from './entities/status-source.ts'
import { HttpError } from './http/answer-error.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import {
  choice,
  ids,
  language,
  optionalEntries,
  optionalFlag,
  optionalId,
  optionalIds,
  optionalObject,
  optionalText,
  visibility,
} from './http/form-types.ts'
import { mediaIds, mediaTexts } from './http/media-fields.ts'
import { unsupportedProblems } from './http/unsupported.ts'
import { showStatus, showStatuses } from './show-statuses.ts'

/** Higher than core's own limits, whose errors say more. */
const MAX_TEXT = 200_000
const MAX_KEY = 255

const TextForm = {
  status: optionalText(MAX_TEXT),
  content_type: choice(['text/plain', 'text/markdown']),
  spoiler_text: optionalText(MAX_TEXT),
  sensitive: optionalFlag,
  language,
}
const Unsupported = {
  poll: optionalObject(z.unknown()),
  scheduled_at: optionalText(MAX_TEXT),
  quoted_status_id: optionalText(MAX_TEXT),
  /** Nobody is allowed to quote posts of this server, so `nobody` is no wish that could be lost. */
  quote_approval_policy: choice(['public', 'followers', 'nobody']).transform((policy) =>
    policy === 'nobody' ? undefined : policy,
  ),
}
const CreateForm = z.object({
  ...TextForm,
  ...Unsupported,
  media_ids: mediaIds,
  visibility,
  in_reply_to_id: optionalId,
  allowed_mentions: optionalIds,
})
const EditForm = z.object({
  ...TextForm,
  ...Unsupported,
  media_ids: mediaIds,
  media_attributes: optionalEntries(z.object({ id: optionalId, ...mediaTexts })),
})
/** Unless it is set, the uploads stay for a day, to be posted again. */
const DeleteForm = z.object({ delete_media: optionalFlag })

export const statusEndpoints: Endpoint[] = [
  endpoint(
    'POST /api/v1/statuses',
    { scope: 'write:statuses', form: CreateForm, answer: StatusEntity },
    async ({ app, viewer, form, idempotencyKey }) => {
      refuseUnsupported(form)
      const draft = {
        text: form.status ?? '',
        format: form.content_type,
        visibility: form.visibility ?? viewer.user.default_visibility,
        content_warning: form.spoiler_text,
        sensitive: form.sensitive ?? viewer.user.default_sensitive,
        language: form.language || viewer.user.default_language || undefined,
        in_reply_to_id: form.in_reply_to_id,
        media: form.media_ids,
      }
      const options = {
        idempotencyKey: idempotencyKey?.slice(0, MAX_KEY),
        appId: viewer.token.app_id,
        allowedMentions: form.allowed_mentions,
      }
      const status = await createStatus(app, viewer.account, draft, options).catch(nameUnexpected(app))
      return showStatus(app, viewer, status.id)
    },
  ),
  endpoint(
    'GET /api/v1/statuses',
    { scope: 'public / read:statuses', form: z.object({ id: ids }), answer: z.array(StatusEntity) },
    async ({ app, viewer, form }) => showStatuses(app, viewer, form.id),
  ),
  endpoint(
    'GET /api/v1/statuses/:id',
    { scope: 'public / read:statuses', answer: StatusEntity },
    async ({ app, viewer, params }) => showStatus(app, viewer, params.id),
  ),
  endpoint(
    'PUT /api/v1/statuses/:id',
    { scope: 'write:statuses', form: EditForm, answer: StatusEntity },
    async ({ app, viewer, params, form }) => {
      refuseUnsupported(form)
      await editStatus(app, viewer.account, params.id, {
        text: form.status,
        format: form.content_type,
        content_warning: form.spoiler_text,
        sensitive: form.sensitive,
        language: form.language,
        media: form.media_ids,
        mediaChanges: form.media_attributes?.flatMap(({ id, ...texts }) =>
          id === undefined ? [] : [{ id, ...texts }],
        ),
      })
      return showStatus(app, viewer, params.id)
    },
  ),
  endpoint(
    'DELETE /api/v1/statuses/:id',
    { scope: 'write:statuses', form: DeleteForm, answer: StatusEntity, limit: 'deletes' },
    async ({ app, viewer, params, form }) => {
      const [view] = await loadStatuses(app, [params.id], viewer.account)
      if (!view) throw new NotFound()
      const status = await deleteStatus(app, viewer.account, params.id, { keepsMedia: form.delete_media !== true })
      return renderStatus(app, view, { text: status.source ?? '' })
    },
  ),
  endpoint(
    'GET /api/v1/statuses/:id/context',
    { scope: 'public / read:statuses', answer: ContextEntity },
    async ({ app, viewer, params }) => {
      const status = await requireVisible(app, viewer?.account, params.id)
      const thread = await loadThread(app, status, viewer?.account)
      return {
        ancestors: await showStatuses(app, viewer, thread.ancestors),
        descendants: await showStatuses(app, viewer, thread.descendants),
      }
    },
  ),
  endpoint(
    'GET /api/v1/statuses/:id/history',
    { scope: 'public / read:statuses', answer: z.array(StatusEditEntity) },
    async ({ app, viewer, params }) => {
      const status = await requireVisible(app, viewer?.account, params.id)
      const author = await requireAccount(app, status.account_id)
      return (await loadHistory(app, status)).map((version) => renderStatusEdit(app, author, version))
    },
  ),
  endpoint(
    'GET /api/v1/statuses/:id/source',
    { scope: 'read:statuses', answer: StatusSourceEntity },
    async ({ app, viewer, params }) => {
      return renderStatusSource(await requireVisible(app, viewer.account, params.id))
    },
  ),
]

/** Clients show the accounts, and ask whether they are meant. */
function nameUnexpected(app: App) {
  return (error: unknown): never => {
    if (!(error instanceof UnexpectedMentions)) throw error
    const unexpected_accounts = error.accounts.map((account) => renderAccount(app, account))
    throw new HttpError(422, error.reason, {}, { unexpected_accounts })
  }
}

function refuseUnsupported(form: Record<string, unknown>): void {
  refuseProblems(unsupportedProblems(pickColumns(form, Object.keys(Unsupported))))
}
