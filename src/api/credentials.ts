/** The viewer's own account: its profile and posting defaults. */
import { z } from 'zod'
import { problemsWithProfile, updateProfile } from '../core/accounts/update-profile.ts'
import { changePostingDefaults, problemsWithDefaults } from '../core/users/posting-defaults.ts'
import { refuseProblems } from '../core/users/validate.ts'
import { CredentialAccountEntity } from './entities/credential-account.ts'
import { PreferencesEntity, renderPreferences } from './entities/preferences.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { language, optionalFlag, optionalObject, optionalText, visibility } from './http/form-types.ts'
import { unsupportedProblems } from './http/unsupported.ts'
import { profileChanges, profileFields, profileFiles } from './profile-form.ts'
import { showOwnAccount } from './show-own-account.ts'

/** Nobody is allowed to quote posts of this server, so this alone can be asked for. */
const NO_QUOTES = 'nobody'
/** Longer than any word that is known here. */
const MAX_WORD = 100

const UpdateForm = z.object({
  ...profileFields,
  source: optionalObject(
    z.object({ privacy: visibility, sensitive: optionalFlag, language, quote_policy: optionalText(MAX_WORD) }),
  ),
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
    {
      scope: 'write:accounts',
      form: UpdateForm,
      files: profileFiles,
      limit: 'profile',
      answer: CredentialAccountEntity,
    },
    async ({ app, viewer, form, files }) => {
      const changes = profileChanges(form)
      refuseProblems({
        ...problemsWithProfile(changes),
        ...problemsWithDefaults(form.source ?? {}),
        ...unsupportedProblems(unsupportedParts(form)),
      })
      const account = await updateProfile(app, viewer.account, changes, files)
      const user = form.source ? await changePostingDefaults(app, viewer.user, form.source) : viewer.user
      return showOwnAccount(app, account.id, user)
    },
  ),
  endpoint('GET /api/v1/preferences', { scope: 'read:accounts', answer: PreferencesEntity }, async ({ viewer }) =>
    renderPreferences(viewer.user),
  ),
]

function unsupportedParts({ attribution_domains, source }: Form) {
  const quote_policy = source?.quote_policy
  return { attribution_domains, ...(quote_policy !== NO_QUOTES && { 'source.quote_policy': quote_policy }) }
}
