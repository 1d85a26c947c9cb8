/** `/settings/delete`: says what is lost, and deletes the account. */
import type { VNode } from 'preact'
import { deleteAccount } from '../../../core/accounts/delete.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { SettingsPage } from '../../components/settings-page.tsx'
import { readForm } from '../../http/form.ts'
import { ownPasswordProblem } from '../../http/own-password.ts'
import { respond } from '../../http/respond.tsx'
import { requireSender, requireVisitor, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/delete'

interface Attempt {
  username?: string
  problems?: Record<string, string>
}

export async function deleteAccountPage(visit: Visit, { username, problems }: Attempt = {}): Promise<Answer> {
  const { account, user } = requireVisitor(visit)
  return respond(visit, {
    head: { title: 'Delete account', noindex: true },
    status: problems ? 422 : 200,
    body: (
      <SettingsPage title="Delete account" here={PATH}>
        <p class="lead">
          Your profile, your posts, your follows and followers, bookmarks and settings are deleted here and on every
          server that has a copy. Nobody can bring them back, and nobody can use the name <b>@{account.username}</b>{' '}
          again.
        </p>
        {user.role === 'owner' && (
          <p>You own this server. Without an owner, its next start prints a link with which a new one can be set up.</p>
        )}
        <DeleteForm visit={visit} username={username} problems={problems ?? {}} />
      </SettingsPage>
    ),
  })
}

export async function submitDeleteAccount(visit: Visit): Promise<Answer> {
  const { account } = requireSender(visit)
  const { username = '', password = '' } = await readForm(visit)
  const isNamed = username.trim().replace(/^@/, '').toLowerCase() === account.username.toLowerCase()
  const problem = isNamed ? await ownPasswordProblem(visit, password) : undefined
  if (!isNamed) return deleteAccountPage(visit, { username, problems: { username: `Type ${account.username} here.` } })
  if (problem) return deleteAccountPage(visit, { username, problems: { password: problem } })
  await deleteAccount(visit.app, account, { via: 'local' })
  visit.cookies.delete('session')
  return goodbyePage({ ...visit, visitor: undefined })
}

function goodbyePage(visit: Visit): Promise<Answer> {
  return respond(visit, {
    head: { title: 'Account deleted', noindex: true },
    body: (
      <>
        <h1>Your account is deleted</h1>
        <p class="lead">
          Other servers are being told to delete their copies. Goodbye, and thank you for having been here.
        </p>
      </>
    ),
  })
}

interface DeleteFormProps {
  visit: Visit
  username: string | undefined
  problems: Record<string, string>
}

function DeleteForm({ visit, username, problems }: DeleteFormProps): VNode {
  return (
    <Form visit={visit} action={PATH} class="sheet">
      <Field
        name="username"
        label="Your username"
        hint="To be sure that you mean this account."
        required
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={username}
        problem={problems.username}
      />
      <Field
        name="password"
        label="Password"
        type="password"
        required
        autocomplete="current-password"
        problem={problems.password}
      />
      <button type="submit" class="danger">
        Delete my account
      </button>
    </Form>
  )
}
