/** A profile as its form holds it. */

import { MAX_PROFILE_FIELDS } from '../../../../core/accounts/limits.ts'
import { type ChosenPictures, PROFILE_PICTURES, type ProfilePicture } from '../../../../core/accounts/make-pictures.ts'
import type { Account } from '../../../../db/tables/accounts.ts'
import { htmlToText } from '../../../../lib/html/html-to-text.ts'
import type { UploadedFile } from '../../../../lib/http-server/multipart/received-parts.ts'
import type { FormFields } from '../../../http/form.ts'

/** The choices: column, words. */
export const CHOICES = {
  locked: { label: 'Approve followers yourself', hint: 'New followers wait until you accept them.' },
  hides_network: { label: 'Hide who you follow and who follows you', hint: '' },
  discoverable: { label: 'Let others discover you', hint: 'Servers may suggest your account in directories.' },
  indexable: { label: 'Let search engines find your profile and your public posts', hint: '' },
  bot: { label: 'This account is automated', hint: 'It mostly posts by itself.' },
} as const
type Choice = keyof typeof CHOICES
export const CHOICE_NAMES = Object.keys(CHOICES) as Choice[]

export interface ProfileDraft extends Record<Choice, boolean> {
  display_name: string
  note: string
  avatar_description: string
  header_description: string
  /** The pictures that are to be removed. */
  removed: readonly ProfilePicture[]
  fields: { name: string; value: string }[]
}

export function draftOf(account: Account): ProfileDraft {
  const { display_name, note_source, avatar_description, header_description, fields } = account
  const { locked, hides_network, discoverable, indexable, bot } = account
  return {
    ...{ display_name, note: note_source, avatar_description, header_description, removed: [] },
    fields: fields.map(({ name, value, source }) => ({ name, value: source ?? htmlToText(value) })),
    ...{ locked, hides_network, discoverable, indexable, bot },
  }
}

export function readProfileDraft(sent: FormFields): ProfileDraft {
  const choices = Object.fromEntries(CHOICE_NAMES.map((name) => [name, sent[name] === 'on'])) as Record<Choice, boolean>
  const text = (name: string) => (sent[name] ?? '').replaceAll('\r\n', '\n')
  return {
    display_name: sent.display_name ?? '',
    note: text('note'),
    avatar_description: text('avatar_description'),
    header_description: text('header_description'),
    removed: PROFILE_PICTURES.filter((name) => sent[`remove_${name}`] === 'on'),
    fields: fieldNumbers().map((n) => ({ name: sent[`name_${n}`] ?? '', value: sent[`value_${n}`] ?? '' })),
    ...choices,
  }
}

/** From 1. */
export function fieldNumbers(count = MAX_PROFILE_FIELDS): number[] {
  return Array.from({ length: count }, (_, at) => at + 1)
}

/** A file that was chosen counts more than the wish to remove the picture that is there. */
export function chosenPictures({ removed }: ProfileDraft, files: readonly UploadedFile[]): ChosenPictures {
  return Object.fromEntries([...removed.map((name) => [name, null]), ...files.map((file) => [file.field, file])])
}
