/** `/settings/profile`: what others see of an account. */
import { PROFILE_PICTURES } from '../../../../core/accounts/make-pictures.ts'
import { updateProfile } from '../../../../core/accounts/update-profile.ts'
import { Invalid, Unavailable } from '../../../../core/errors.ts'
import { maxPictureBytes } from '../../../../core/media/limits.ts'
import { spend } from '../../../../core/rate-limits/spend.ts'
import type { Answer } from '../../../../lib/http-server/answer.ts'
import type { UploadedFile } from '../../../../lib/http-server/multipart/received-parts.ts'
import { StorageFull } from '../../../../lib/storage/storage.ts'
import { sentenceOf } from '../../../../messages/sentence-of.ts'
import { Saved, SettingsPage } from '../../../components/settings-page.tsx'
import { problemsOf } from '../../../http/form.ts'
import { readFormWithFiles } from '../../../http/form-with-files.ts'
import { leadTo, respond } from '../../../http/respond.tsx'
import { requireSender, requireVisitor, type Visit } from '../../../visit/visit.ts'
import { chosenPictures, draftOf, type ProfileDraft, readProfileDraft } from './draft.ts'
import { ProfileForm } from './form.tsx'
import { pictureFacts } from './picture-field.tsx'

const PATH = '/settings/profile'
/** More than the longest profile in any script, so that one which is too long comes back to its author. */
const MAX_PROFILE_BYTES = 262_144
/** A picture that is up to so many times too large is read, so that the form comes back and says how large it is. */
const READ_TIMES = 4

/** `/settings`, for those who type it. */
export async function settingsPage(visit: Visit): Promise<Answer> {
  requireVisitor(visit)
  return leadTo(visit, PATH)
}

export function profileSettingsPage(visit: Visit): Promise<Answer> {
  return show(visit, draftOf(requireVisitor(visit).account))
}

export async function submitProfile(visit: Visit): Promise<Answer> {
  const { account } = requireSender(visit)
  spend(visit.app, 'profile', String(account.id))
  const picture = { maxBytes: maxPictureBytes(visit.app.config) * READ_TIMES }
  const files = Object.fromEntries(PROFILE_PICTURES.map((name) => [name, picture]))
  await using form = await readFormWithFiles(visit, { files, maxBytes: MAX_PROFILE_BYTES })
  const draft = readProfileDraft(form.fields)
  try {
    await updateProfile(visit.app, account, profileOf(draft), chosenPictures(draft, form.files))
  } catch (error) {
    return show(visit, draft, error instanceof Invalid ? problemsOf(error) : failureOf(error, form.files))
  }
  return leadTo(visit, `${PATH}?saved=1`)
}

/** When this server cannot take a picture now, nothing that was typed is lost. Throws any other error again. */
function failureOf(error: unknown, [file]: readonly UploadedFile[]): Record<string, string> {
  if (!file || !(error instanceof Unavailable || error instanceof StorageFull)) throw error
  return { [file.field]: sentenceOf(error instanceof Unavailable ? error.reason : ['storage-full']) }
}

function profileOf({ removed: _, ...profile }: ProfileDraft) {
  return profile
}

async function show(visit: Visit, draft: ProfileDraft, problems?: Record<string, string>): Promise<Answer> {
  const pictures = await pictureFacts(visit.app, requireVisitor(visit).account)
  return respond(visit, {
    head: { title: 'Profile', noindex: true },
    status: problems ? 422 : 200,
    body: (
      <SettingsPage title="Profile" here={PATH}>
        {!problems && <Saved visit={visit} />}
        <ProfileForm visit={visit} action={PATH} draft={draft} pictures={pictures} problems={problems ?? {}} />
      </SettingsPage>
    ),
  })
}
