/** The viewer's own account: its profile and posting defaults. */
import { z } from 'zod'
import { requireAccount } from '../core/accounts/find.ts'
import { updateProfile } from '../core/accounts/update-profile.ts'
import type { App } from '../core/app.ts'
import { InvalidFields } from '../core/errors.ts'
import { countFollowRequests } from '../core/relationships/count-requests.ts'
import { changePostingDefaults } from '../core/users/posting-defaults.ts'
import type { User } from '../db/tables/users.ts'
import type { Id } from '../lib/ids.ts'
import { CredentialAccountEntity, renderCredentialAccount } from './entities/credential-account.ts'
import { PreferencesEntity, renderPreferences } from './entities/preferences.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { language, optionalFlag, optionalText, visibility } from './http/form-types.ts'

/** Higher than core's own limits, whose errors say more. */
const MAX_TEXT = 50_000

const Field = z.object({ name: optionalText(MAX_TEXT), value: optionalText(MAX_TEXT) })
/** A JSON list, or the object with numeric keys that results from a form's `fields_attributes[0][name]`. */
const Fields = z
  .union([z.array(Field), z.record(z.string(), Field).transform((object) => Object.values(object))])
  .transform((fields) => fields.map(({ name = '', value = '' }) => ({ name, value })))

const UpdateForm = z.object({
  display_name: optionalText(MAX_TEXT),
  note: optionalText(MAX_TEXT),
  locked: optionalFlag,
  bot: optionalFlag,
  discoverable: optionalFlag,
  indexable: optionalFlag,
  hide_collections: optionalFlag,
  fields_attributes: Fields.optional(),
  source: z.object({ privacy: visibility, sensitive: optionalFlag, language }).optional(),
  avatar: z.unknown().optional(),
  header: z.unknown().optional(),
})

export const credentialEndpoints: Endpoint[] = [
  endpoint(
    'GET /api/v1/accounts/verify_credentials',
    { scope: 'profile read:accounts', answer: CredentialAccountEntity },
    async ({ app, viewer }) => showOwnAccount(app, viewer.account.id, viewer.user),
  ),
  endpoint(
    'PATCH /api/v1/accounts/update_credentials',
    { scope: 'write:accounts', form: UpdateForm, answer: CredentialAccountEntity },
    async ({ app, viewer, form }) => {
      refuseUploads(form)
      const account = await updateProfile(app, viewer.account, {
        display_name: form.display_name,
        note: form.note,
        fields: form.fields_attributes,
        locked: form.locked,
        bot: form.bot,
        discoverable: form.discoverable,
        indexable: form.indexable,
        hides_network: form.hide_collections,
      })
      const user = form.source ? await changePostingDefaults(app, viewer.user, form.source) : viewer.user
      return showOwnAccount(app, account.id, user)
    },
  ),
  endpoint('GET /api/v1/preferences', { scope: 'read:accounts', answer: PreferencesEntity }, async ({ viewer }) =>
    renderPreferences(viewer.user),
  ),
]

async function showOwnAccount(app: App, id: Id, user: User) {
  const account = await requireAccount(app, id)
  return renderCredentialAccount(app, { account, user, followRequestsCount: await countFollowRequests(app, account) })
}

/** Refuses uploads only. For an unchanged picture, clients send an empty part or its URL, which is accepted. */
function refuseUploads({ avatar, header }: z.output<typeof UpdateForm>): void {
  for (const [field, value] of Object.entries({ avatar, header })) {
    if (!(value instanceof Blob) || value.size === 0) continue
    throw new InvalidFields({ [field]: [['no-uploads']] })
  }
}
