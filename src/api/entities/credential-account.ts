import { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { Account as AccountRow } from '../../db/tables/accounts.ts'
import type { User } from '../../db/tables/users.ts'
import type { Written } from '../../lib/written-json.ts'
import { AccountEntity, renderAccount } from './account.ts'
import { FieldEntity, renderTypedField } from './field.ts'
import { RoleEntity, renderRole } from './role.ts'
import { renderVisibility, VisibilityEntity } from './visibility.ts'

/** For the account's owner only: the profile as it was typed, and the posting defaults. */
const Source = z.strictObject({
  privacy: VisibilityEntity,
  sensitive: z.boolean(),
  language: z.string().nullable(),
  note: z.string(),
  fields: z.array(FieldEntity),
  follow_requests_count: z.int(),
  hide_collections: z.boolean(),
  discoverable: z.boolean(),
  indexable: z.boolean(),
})
export const CredentialAccountEntity = z.strictObject({ ...AccountEntity.shape, source: Source, role: RoleEntity })
export type CredentialAccountEntity = z.infer<typeof CredentialAccountEntity>

interface CredentialView {
  account: AccountRow
  user: User
  followRequestsCount: number
}

export function renderCredentialAccount(app: App, view: CredentialView): Written<CredentialAccountEntity> {
  const base = JSON.parse(renderAccount(app, view.account).text) as AccountEntity
  return { ...base, source: renderSource(view), role: renderRole(view.user.role) }
}

function renderSource({ account, user, followRequestsCount }: CredentialView): z.infer<typeof Source> {
  return {
    privacy: renderVisibility(user.default_visibility),
    sensitive: user.default_sensitive,
    language: user.default_language,
    note: account.note_source,
    fields: account.fields.map(renderTypedField),
    follow_requests_count: followRequestsCount,
    hide_collections: account.hides_network,
    discoverable: account.discoverable,
    indexable: account.indexable,
  }
}
