/** The viewer's own account: its profile and posting defaults. */
import { z } from 'zod'
import { requireAccount } from '../core/accounts/find.ts'
import { problemsWithProfile, updateProfile } from '../core/accounts/update-profile.ts'
import type { App } from '../core/app.ts'
import { countFollowRequests } from '../core/relationships/count-requests.ts'
import { changePostingDefaults, problemsWithDefaults } from '../core/users/posting-defaults.ts'
import { refuseProblems } from '../core/users/validate.ts'
import type { User } from '../db/tables/users.ts'
import type { Id } from '../lib/ids.ts'
import type { Problems } from '../messages/en/fields.ts'
import { CredentialAccountEntity, renderCredentialAccount } from './entities/credential-account.ts'
import { PreferencesEntity, renderPreferences } from './entities/preferences.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import {
  language,
  optionalEntries,
  optionalFlag,
  optionalList,
  optionalObject,
  optionalText,
  visibility,
} from './http/form-types.ts'
import { unsupportedProblems } from './http/unsupported.ts'

/** Higher than core's own limits, whose errors say more. */
const MAX_TEXT = 50_000
/** Nobody is allowed to quote posts of this server, so this alone can be asked for. */
const NO_QUOTES = 'nobody'

const Field = optionalObject(z.object({ name: optionalText(MAX_TEXT), value: optionalText(MAX_TEXT) }))

const UpdateForm = z.object({
  display_name: optionalText(MAX_TEXT),
  note: optionalText(MAX_TEXT),
  locked: optionalFlag,
  bot: optionalFlag,
  discoverable: optionalFlag,
  indexable: optionalFlag,
  hide_collections: optionalFlag,
  fields_attributes: optionalEntries(Field),
  source: optionalObject(
    z.object({ privacy: visibility, sensitive: optionalFlag, language, quote_policy: optionalText(MAX_TEXT) }),
  ),
  avatar: z.unknown().optional(),
  header: z.unknown().optional(),
  avatar_description: optionalText(MAX_TEXT),
  header_description: optionalText(MAX_TEXT),
  attribution_domains: optionalList(optionalText(MAX_TEXT)),
})

type Form = z.output<typeof UpdateForm>

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
      const changes = profileChanges(form)
      refuseProblems({
        ...problemsWithProfile(changes),
        ...problemsWithDefaults(form.source ?? {}),
        ...uploadProblems(form),
        ...unsupportedProblems(unsupportedParts(form)),
      })
      const account = await updateProfile(app, viewer.account, changes)
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

function profileChanges(form: Form) {
  return {
    display_name: form.display_name,
    note: form.note,
    fields: form.fields_attributes?.map((field) => ({ name: field?.name ?? '', value: field?.value ?? '' })),
    locked: form.locked,
    bot: form.bot,
    discoverable: form.discoverable,
    indexable: form.indexable,
    hides_network: form.hide_collections,
  }
}

/** Refuses uploads only. For an unchanged picture, clients send an empty part or its URL, which is accepted. */
function uploadProblems({ avatar, header }: Form): Problems {
  const uploads = Object.entries({ avatar, header }).filter(([, value]) => value instanceof Blob && value.size > 0)
  return Object.fromEntries(uploads.map(([field]) => [field, [['no-uploads']]]))
}

function unsupportedParts({ avatar_description, header_description, attribution_domains, source }: Form) {
  const quote_policy = source?.quote_policy
  return {
    ...{ avatar_description, header_description, attribution_domains },
    ...(quote_policy !== NO_QUOTES && { 'source.quote_policy': quote_policy }),
  }
}
