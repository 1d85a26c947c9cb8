/** Where drafts come from: nothing, a post to answer or to edit, or the form that was sent. */
import { writtenHandle } from '../../../core/accounts/acct.ts'
import { NotFound } from '../../../core/errors.ts'
import { MAX_ATTACHMENTS } from '../../../core/media/limits.ts'
import { isOpen } from '../../../core/policy/open.ts'
import type { SignedIn } from '../../../core/sessions/find.ts'
import type { StatusView } from '../../../core/statuses/view.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Attachment } from '../../../db/tables/attachments.ts'
import { VISIBILITIES, type Visibility } from '../../../db/tables/visibility.ts'
import { newToken } from '../../../lib/crypto/tokens.ts'
import { parseId } from '../../../lib/ids.ts'
import type { Draft } from '../../components/composer.tsx'
import { parseFocus } from '../../components/focus-picker.tsx'
import type { DraftMedium } from '../../components/upload-row.tsx'

/** More than the longest post and the longest descriptions in any script, so that what is too long comes back. */
export const MAX_DRAFT_BYTES = 524_288

export function newDraft({ user }: SignedIn): Draft {
  return {
    text: '',
    content_warning: '',
    visibility: user.default_visibility,
    language: user.default_language ?? '',
    media: [],
    sensitive: user.default_sensitive,
    key: newToken(),
  }
}

/**
 * Starts a topic in a community, which everybody can see. The spaces keep the handle apart from what is written before
 * or after it.
 */
export function topicDraft(visitor: SignedIn, community: Account): Draft {
  const draft = newDraft(visitor)
  return { ...draft, text: ` ${writtenHandle(community)} `, visibility: isOpen(draft) ? draft.visibility : 'public' }
}

/**
 * Starts with the people of the conversation, its content warning, and no more readers than it has. Browsers place the
 * cursor before the text, so a space keeps what is written there apart from the first name.
 */
export function replyDraft(visitor: SignedIn, parent: StatusView): Draft {
  const draft = newDraft(visitor)
  // A community sees every reply in its threads.
  const people = [parent.account, ...parent.mentions].filter(({ id }) => id !== parent.status.community_id)
  const handles = people
    .filter(({ id, domain, acct_key }) => id !== visitor.account.id && (domain === null || acct_key !== null))
    .map((one) => `${writtenHandle(one)} `)
  return {
    ...draft,
    text: handles.length === 0 ? '' : ` ${[...new Set(handles)].join('')}`,
    content_warning: parent.status.content_warning,
    visibility: stricter(draft.visibility, parent.status.visibility),
    reply: String(parent.status.id),
  }
}

function stricter(a: Visibility, b: Visibility): Visibility {
  return VISIBILITIES.indexOf(a) > VISIBILITIES.indexOf(b) ? a : b
}

/** @throws NotFound if the post is not the visitor's own */
export function editDraft(visitor: SignedIn, { status }: StatusView): Draft {
  if (status.account_id !== visitor.account.id || status.boost_of_id !== null) throw new NotFound('no-own-post')
  const { content_warning, visibility, language, sensitive } = status
  return {
    ...newDraft(visitor),
    text: status.source ?? '',
    content_warning,
    visibility,
    language: language ?? '',
    media: status.attachments.flatMap(draftMediumOf),
    sensitive,
    edit: String(status.id),
  }
}

function draftMediumOf({ media_id, description, focus }: Attachment): DraftMedium[] {
  return media_id === null ? [] : [{ id: media_id, description: description ?? '', focus }]
}

/** What was sent. A value that the form does not offer becomes the visitor's default. */
export function readDraft(visitor: SignedIn, fields: Record<string, string>): Draft {
  const fresh = newDraft(visitor)
  return {
    text: (fields.text ?? '').replaceAll('\r\n', '\n'),
    content_warning: fields.content_warning ?? '',
    visibility: VISIBILITIES.find((one) => one === fields.visibility) ?? fresh.visibility,
    language: fields.language ?? fresh.language,
    media: readMedia(fields),
    sensitive: fields.sensitive === 'on',
    ...(fields.reply && { reply: fields.reply }),
    ...(fields.edit && { edit: fields.edit }),
    key: fields.key || fresh.key,
  }
}

/** Whether the form of a draft has a field with this name. */
export function isDraftField(name: string): boolean {
  return /^(?:text|content_warning|visibility|language|sensitive|reply|edit|key|(?:media|description|focus)_\d)$/.test(
    name,
  )
}

/** The uploads of the form: `media_1` to `media_4`, with their descriptions and focal points. */
function readMedia(fields: Record<string, string>): DraftMedium[] {
  return Array.from({ length: MAX_ATTACHMENTS }, (_, at) => at + 1).flatMap((number) => {
    const id = parseId(fields[`media_${number}`] ?? '')
    const description = (fields[`description_${number}`] ?? '').replaceAll('\r\n', '\n')
    return id === undefined ? [] : [{ id, description, focus: parseFocus(fields[`focus_${number}`]) }]
  })
}
