import { changedColumns } from '../../db/changed-columns.ts'
import type { Account, NewAccount, ProfileColumn } from '../../db/tables/accounts.ts'
import { cleanText } from '../../lib/html/clean-text.ts'
import { countCharacters } from '../../lib/text/count-characters.ts'
import type { Problem, Problems } from '../../messages/en/fields.ts'
import type { App, Tx } from '../app.ts'
import { Forbidden, InvalidFields, NotFound } from '../errors.ts'
import { isDeleted } from '../policy/active.ts'
import { nextVersion } from '../versions.ts'
import { findAccount } from './find.ts'
import {
  MAX_DISPLAY_NAME,
  MAX_FIELD_TEXT,
  MAX_NOTE,
  MAX_PICTURE_DESCRIPTION,
  MAX_PROFILE_FIELDS,
  MAX_STORED,
} from './limits.ts'
import { type ChosenPictures, type MadePictures, withPictures } from './make-pictures.ts'
import { profileField, profileNote } from './profile-html.ts'
import { type Descriptions, replacePictures } from './replace-pictures.ts'

/** Columns that are computed, not set by the user. */
type Derived = 'actor_type' | 'url' | 'also_known_as' | 'moved_to_uri' | 'fields'

interface ProfileChanges
  extends Partial<Omit<Pick<NewAccount, ProfileColumn | 'hides_network'>, Derived>>,
    Descriptions {
  /** As typed, like `note`, and in order. Fields without a name or a value are dropped. */
  fields?: { name: string; value: string }[] | undefined
}

/**
 * Updates the profile of a local account. Without changes it does nothing and emits nothing.
 * @throws InvalidFields, Forbidden for remote accounts; for pictures also Unavailable and StorageFull
 */
export async function updateProfile(
  app: App,
  account: Account,
  changes: ProfileChanges,
  pictures: ChosenPictures = {},
): Promise<Account> {
  if (account.domain !== null) throw new Forbidden('profile-of-remote-account')
  const problems = problemsWithProfile(changes)
  if (Object.keys(problems).length > 0) throw new InvalidFields(problems)
  const wanted = await columnsOf(app, changes)
  return withPictures(app, account, pictures, (made) =>
    app.transaction((tx) => storeChanges(tx, account, wanted, made)),
  )
}

async function storeChanges(
  tx: Tx,
  { id, uri }: Account,
  wanted: Partial<NewAccount>,
  pictures: MadePictures,
): Promise<Account> {
  await tx.lock(`account:${uri}`)
  const known = await findAccount(tx, id)
  if (!known || isDeleted(known)) throw new NotFound()
  const changed = changedColumns(known, { ...wanted, ...(await replacePictures(tx, known, pictures, wanted)) })
  if (Object.keys(changed).length === 0) return known
  const updated_at = nextVersion(tx, known.updated_at)
  const saved = await tx.db
    .updateTable('accounts')
    .set((set) => ({ ...changed, updated_at, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx.emit('account.updated', { account_id: id, via: 'local' })
  return saved
}

async function columnsOf(app: App, changes: ProfileChanges): Promise<Partial<NewAccount>> {
  const { display_name, note, fields, avatar_description, header_description, ...rest } = changes
  return {
    ...rest,
    ...(avatar_description !== undefined && { avatar_description: altText(avatar_description) }),
    ...(header_description !== undefined && { header_description: altText(header_description) }),
    ...(display_name !== undefined && { display_name: oneLine(display_name) }),
    ...(note !== undefined && (await noteColumns(app, cleanText(note, MAX_STORED)))),
    ...(fields && { fields: await Promise.all(nonEmptyFields(fields).map((field) => profileField(app, field))) }),
    ...(rest.bot !== undefined && { actor_type: rest.bot ? 'Service' : 'Person' }),
  }
}

async function noteColumns(app: App, typed: string) {
  return { note: await profileNote(app, typed), note_source: typed }
}

function nonEmptyFields(fields: { name: string; value: string }[]) {
  return fields
    .map(({ name, value }) => ({ name: oneLine(name), value: oneLine(value) }))
    .filter(({ name, value }) => name !== '' && value !== '')
}

export function problemsWithProfile(changes: ProfileChanges): Problems {
  const { display_name = '', note = '', fields = [], avatar_description = '', header_description = '' } = changes
  const problems: Record<string, Problem[]> = {}
  const refuse = (field: string, isRefused: boolean, problem: Problem) => {
    if (isRefused) problems[field] = [problem]
  }
  const isLong = (text: string, max: number) => text.length > MAX_STORED || countCharacters(text) > max
  refuse('display_name', isLong(display_name, MAX_DISPLAY_NAME), ['too-long', { max: MAX_DISPLAY_NAME }])
  refuse('note', isLong(note, MAX_NOTE), ['post-too-long', { max: MAX_NOTE }])
  for (const [name, text] of Object.entries({ avatar_description, header_description }))
    refuse(name, isLong(text, MAX_PICTURE_DESCRIPTION), ['too-long', { max: MAX_PICTURE_DESCRIPTION }])
  const longFields = fields.some(({ name, value }) => name.length > MAX_FIELD_TEXT || value.length > MAX_FIELD_TEXT)
  refuse('fields', longFields, ['entry-text-too-long', { max: MAX_FIELD_TEXT }])
  refuse('fields', nonEmptyFields(fields).length > MAX_PROFILE_FIELDS, [
    'too-many-entries',
    { max: MAX_PROFILE_FIELDS },
  ])
  return problems
}

function altText(text: string): string {
  return cleanText(text, MAX_STORED).trim()
}

function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
}
