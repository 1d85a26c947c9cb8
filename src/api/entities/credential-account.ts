import { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { Account as AccountRow } from '../../db/tables/accounts.ts'
import type { User } from '../../db/tables/users.ts'
import type { Written } from '../http/json.ts'
import { Account, renderAccount } from './account.ts'
import { Field } from './field.ts'
import { Role, renderRole } from './role.ts'
import { typedText } from './typed-text.ts'
import { renderVisibility, Visibility } from './visibility.ts'

/** What only the person themself gets: the profile as it was typed, and how they post by default. */
export const Source = z.strictObject({
  privacy: Visibility,
  sensitive: z.boolean(),
  language: z.string().nullable(),
  note: z.string(),
  fields: z.array(Field),
  follow_requests_count: z.int(),
  hide_collections: z.boolean(),
  discoverable: z.boolean(),
  indexable: z.boolean(),
})
export const CredentialAccount = z.strictObject({ ...Account.shape, source: Source, role: Role })
export type CredentialAccount = z.infer<typeof CredentialAccount>

export interface CredentialView {
  account: AccountRow
  user: User
  followRequestsCount: number
}

export function renderCredentialAccount(app: App, view: CredentialView): Written<CredentialAccount> {
  const base = JSON.parse(renderAccount(app, view.account).text) as Account
  return { ...base, source: renderSource(view), role: renderRole(view.user.role) }
}

function renderSource({ account, user, followRequestsCount }: CredentialView): z.infer<typeof Source> {
  return {
    privacy: renderVisibility(user.default_visibility),
    sensitive: user.default_sensitive,
    language: user.default_language,
    note: account.note_source,
    fields: account.fields.map(({ name, value, source }) => ({
      name,
      value: source ?? typedText(value),
      verified_at: null,
    })),
    follow_requests_count: followRequestsCount,
    hide_collections: account.hides_network,
    discoverable: account.discoverable,
    indexable: account.indexable,
  }
}
