import type { Account, NewAccount } from '../../db/tables/accounts.ts'
import { startOfSecond } from '../../lib/durations.ts'
import { cleanText } from '../../lib/html/clean-text.ts'
import { countCharacters } from '../../lib/text/count-characters.ts'
import type { App } from '../app.ts'
import { Forbidden, Invalid, NotFound } from '../errors.ts'
import { findAccount } from './find.ts'
import { MAX_DISPLAY_NAME, MAX_FIELD_TEXT, MAX_FIELDS, MAX_NOTE, MAX_STORED } from './limits.ts'
import { profileField, profileNote } from './profile-html.ts'

export interface ProfileChanges {
  displayName?: string
  /** As typed. */
  note?: string
  /** As typed, in order; those without a name and a value are left out. */
  fields?: { name: string; value: string }[]
  locked?: boolean
  bot?: boolean
  discoverable?: boolean
  indexable?: boolean
  /** Whether followers and follows are nobody's business. */
  hidesNetwork?: boolean
}

/**
 * Changes what a person of this server says about themselves. No change is no news.
 * @throws Invalid with Mastodon's codes by field, Forbidden for accounts of other servers
 */
export async function updateProfile(app: App, account: Account, changes: ProfileChanges): Promise<Account> {
  if (account.domain !== null) throw new Forbidden('Only the server of this account can change it')
  refuseTooLong(changes)
  const wanted = await columnsOf(app, changes)
  return app.transaction(async (tx) => {
    await tx.lock(`account:${account.uri}`)
    const known = await findAccount(tx, account.id)
    if (!known || known.deleted_at !== null) throw new NotFound()
    if (!differs(known, wanted)) return known
    const changed = await tx.db
      .updateTable('accounts')
      .set((set) => ({ ...wanted, updated_at: nextVersion(known, tx.clock.now()), revision: set('revision', '+', 1) }))
      .where('id', '=', known.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await tx.emit('account.updated', { account_id: changed.id, via: 'local' })
    return changed
  })
}

/** C7: versions go out in whole seconds and must grow, also when somebody saves twice in one. */
export function nextVersion(known: Account, now: number): number {
  const second = startOfSecond(now)
  return Math.max(second, known.updated_at + 1000)
}

async function columnsOf(app: App, changes: ProfileChanges): Promise<Partial<NewAccount>> {
  const { displayName, note, fields, locked, bot, discoverable, indexable, hidesNetwork } = changes
  const wanted: Partial<NewAccount> = {
    display_name: displayName === undefined ? undefined : oneLine(displayName),
    note: note === undefined ? undefined : await profileNote(app, cleanText(note, MAX_STORED)),
    note_source: note === undefined ? undefined : cleanText(note, MAX_STORED),
    fields: fields && (await Promise.all(filled(fields).map((field) => profileField(app, field)))),
    locked,
    bot,
    actor_type: bot === undefined ? undefined : bot ? 'Service' : 'Person',
    discoverable,
    indexable,
    hides_network: hidesNetwork,
  }
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
}

function differs(known: Account, wanted: Partial<NewAccount>): boolean {
  return Object.entries(wanted).some(
    ([name, value]) => JSON.stringify(known[name as keyof Account]) !== JSON.stringify(value),
  )
}

function filled(fields: { name: string; value: string }[]) {
  return fields
    .map(({ name, value }) => ({ name: oneLine(name), value: oneLine(value) }))
    .filter(({ name, value }) => name !== '' && value !== '')
}

function refuseTooLong({ displayName = '', note = '', fields = [] }: ProfileChanges): void {
  const details: Invalid['details'] = {}
  const refuse = (field: string, isTooLong: boolean, max: string) => {
    if (isTooLong) details[field] = [{ error: 'ERR_TOO_LONG', description: `may have at most ${max}` }]
  }
  const isLong = (text: string, max: number) => text.length > MAX_STORED || countCharacters(text) > max
  refuse('display_name', isLong(displayName, MAX_DISPLAY_NAME), `${MAX_DISPLAY_NAME} characters`)
  refuse('note', isLong(note, MAX_NOTE), `${MAX_NOTE} characters`)
  const longFields = fields.some(({ name, value }) => name.length > MAX_FIELD_TEXT || value.length > MAX_FIELD_TEXT)
  refuse('fields', longFields, `${MAX_FIELD_TEXT} characters in each part`)
  refuse('fields', filled(fields).length > MAX_FIELDS, `${MAX_FIELDS} rows`)
  const [field, problems] = Object.entries(details)[0] ?? []
  if (field) throw new Invalid(`Validation failed: ${field} ${problems?.[0]?.description}`, details)
}

function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
}
