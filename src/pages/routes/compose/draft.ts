/** Where drafts come from: nothing, a post to answer or to edit, or the form that was sent. */
import { acctOf } from '../../../core/accounts/acct.ts'
import { NotFound } from '../../../core/errors.ts'
import type { SignedIn } from '../../../core/sessions/find.ts'
import type { StatusView } from '../../../core/statuses/view.ts'
import { VISIBILITIES, type Visibility } from '../../../db/tables/visibility.ts'
import { newToken } from '../../../lib/crypto/tokens.ts'
import type { Draft } from '../../components/composer.tsx'

export function newDraft({ user }: SignedIn): Draft {
  return {
    text: '',
    content_warning: '',
    visibility: user.default_visibility,
    language: user.default_language ?? '',
    key: newToken(),
  }
}

/**
 * Starts with the people of the conversation, its content warning, and no more readers than it has. Browsers place the
 * cursor before the text, so a space keeps what is written there apart from the first name.
 */
export function replyDraft(visitor: SignedIn, parent: StatusView): Draft {
  const draft = newDraft(visitor)
  const people = [parent.account, ...parent.mentions]
  const handles = people
    .filter(({ id, domain, acct_key }) => id !== visitor.account.id && (domain === null || acct_key !== null))
    .map((one) => `@${acctOf(one)} `)
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
  const { content_warning, visibility, language } = status
  return {
    ...newDraft(visitor),
    text: status.source ?? '',
    content_warning,
    visibility,
    language: language ?? '',
    edit: String(status.id),
  }
}

/** What was sent. A value that the form does not offer becomes the visitor's default. */
export function readDraft(visitor: SignedIn, fields: Record<string, string>): Draft {
  const fresh = newDraft(visitor)
  return {
    text: (fields.text ?? '').replaceAll('\r\n', '\n'),
    content_warning: fields.content_warning ?? '',
    visibility: VISIBILITIES.find((one) => one === fields.visibility) ?? fresh.visibility,
    language: fields.language ?? fresh.language,
    ...(fields.reply && { reply: fields.reply }),
    ...(fields.edit && { edit: fields.edit }),
    key: fields.key || fresh.key,
  }
}
