/** `/settings/posting`: what a new post starts with, on these pages and in apps. */
import type { VNode } from 'preact'
import { showApp } from '../../../core/accounts/show-app.ts'
import { Invalid } from '../../../core/errors.ts'
import { changePostingDefaults } from '../../../core/users/posting-defaults.ts'
import { VISIBILITIES } from '../../../db/tables/visibility.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { CheckBox } from '../../components/check-box.tsx'
import { Form } from '../../components/form.tsx'
import { LanguagePicker } from '../../components/language-picker.tsx'
import { Saved, SettingsPage } from '../../components/settings-page.tsx'
import { VisibilityPicker } from '../../components/visibility-picker.tsx'
import { problemsOf, readForm } from '../../http/form.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireSender, requireVisitor, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/posting'

export async function postingPage(visit: Visit, problem?: string): Promise<Answer> {
  requireVisitor(visit)
  return respond(visit, {
    head: { title: 'Posting', noindex: true },
    status: problem ? 422 : 200,
    body: (
      <SettingsPage title="Posting" here={PATH}>
        <Saved visit={visit} />
        <p class="lead">What a new post starts with, here and in your apps. You can change it for each post.</p>
        <PostingForm visit={visit} problem={problem} />
      </SettingsPage>
    ),
  })
}

export async function submitPosting(visit: Visit): Promise<Answer> {
  const { account, user } = requireSender(visit)
  const fields = await readForm(visit)
  const privacy = VISIBILITIES.find((one) => one === fields.visibility)
  try {
    await changePostingDefaults(visit.app, user, {
      ...(privacy && { privacy }),
      sensitive: fields.sensitive === 'on',
      language: fields.language ?? '',
    })
    await showApp(visit.app, account.id, fields.shows_app === 'on')
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return postingPage(visit, problemsOf(error).language)
  }
  return leadTo(visit, `${PATH}?saved=1`)
}

function PostingForm({ visit, problem }: { visit: Visit; problem: string | undefined }): VNode {
  const { account, user } = requireVisitor(visit)
  return (
    <Form visit={visit} action={PATH} class="sheet">
      <VisibilityPicker chosen={user.default_visibility} />
      <CheckBox
        name="sensitive"
        label="Mark media as sensitive"
        hint="Readers then open pictures and videos themselves."
        checked={user.default_sensitive}
      />
      <LanguagePicker chosen={user.default_language ?? ''} {...(problem && { problem })} />
      <CheckBox
        name="shows_app"
        label="Show the app that a post was written with"
        hint="You see it in any case. Posts written on these pages name none."
        checked={account.shows_app}
      />
      <button type="submit">Save</button>
    </Form>
  )
}
