/** The viewer's own profile as it was typed, with its pictures. */
import { z } from 'zod'
import type { ProfilePicture } from '../core/accounts/make-pictures.ts'
import { problemsWithProfile, updateProfile } from '../core/accounts/update-profile.ts'
import { refuseProblems } from '../core/users/validate.ts'
import { CredentialAccountEntity } from './entities/credential-account.ts'
import { ProfileEntity, renderProfile } from './entities/profile.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { optionalFlag } from './http/form-types.ts'
import { unsupportedProblems } from './http/unsupported.ts'
import { profileChanges, profileFields, profileFiles } from './profile-form.ts'
import { showOwnAccount } from './show-own-account.ts'

const UpdateForm = z.object({
  ...profileFields,
  show_featured: optionalFlag,
  show_media: optionalFlag,
  show_media_replies: optionalFlag,
})

export const profileEndpoints: Endpoint[] = [
  endpoint('GET /api/v1/profile', { scope: 'profile read:accounts', answer: ProfileEntity }, async ({ app, viewer }) =>
    renderProfile(app, viewer.account),
  ),
  endpoint(
    'PATCH /api/v1/profile',
    { scope: 'write:accounts', form: UpdateForm, files: profileFiles, limit: 'profile', answer: ProfileEntity },
    async ({ app, viewer, form, files }) => {
      const changes = profileChanges(form)
      refuseProblems({ ...problemsWithProfile(changes), ...unsupportedProblems(unsupportedParts(form)) })
      return renderProfile(app, await updateProfile(app, viewer.account, changes, files))
    },
  ),
  ...(['avatar', 'header'] as const).map(removal),
]

function removal(picture: ProfilePicture): Endpoint {
  return endpoint(
    `DELETE /api/v1/profile/${picture}`,
    { scope: 'write:accounts', limit: 'profile', answer: CredentialAccountEntity },
    async ({ app, viewer }) => {
      const { id } = await updateProfile(app, viewer.account, {}, { [picture]: null })
      return showOwnAccount(app, id, viewer.user)
    },
  )
}

/** These tabs are always there. */
function unsupportedParts({ attribution_domains, ...form }: z.output<typeof UpdateForm>) {
  const tabs = (['show_featured', 'show_media', 'show_media_replies'] as const).filter((name) => form[name] === false)
  return { attribution_domains, ...Object.fromEntries(tabs.map((name) => [name, false])) }
}
