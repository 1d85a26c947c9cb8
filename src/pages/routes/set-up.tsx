/** The one-time page behind the link that `atoll serve` prints. It creates the owner's account. */

import type { VNode } from 'preact'
import type { App } from '../../core/app.ts'
import { Forbidden, Invalid } from '../../core/errors.ts'
import { isSetupLink, redeemSetupLink } from '../../core/users/setup-link.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { AccountFields } from '../components/account-fields.tsx'
import { Field } from '../components/field.tsx'
import { problemsOf, readForm } from '../http/form.ts'
import { respond } from '../http/respond.tsx'
import { keyPage } from './key.tsx'

export async function setUpPage(app: App, token: string): Promise<Answer> {
  if (!(await isSetupLink(app, token))) throw new Forbidden('setup-link-invalid')
  return respond(app, {
    head: { title: 'Set up', noindex: true },
    body: <SetUpForm host={app.uris.host} values={{}} problems={{}} />,
  })
}

export async function submitSetUp(app: App, { request, caller, params: { token } }: Routed<'token'>): Promise<Answer> {
  if (!(await isSetupLink(app, token))) throw new Forbidden('setup-link-invalid')
  const { username = '', email = '', password = '', title = '' } = await readForm(request)
  try {
    const { account, key } = await redeemSetupLink(app, token, {
      username,
      email,
      password,
      title,
      network: caller.network,
    })
    return await keyPage(app, { account, key, lead: 'You are the owner of this server.' })
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    const body = <SetUpForm host={app.uris.host} values={{ username, email, title }} problems={problemsOf(error)} />
    return respond(app, { head: { title: 'Set up', noindex: true }, body, status: 422 })
  }
}

interface SetUpFormProps {
  host: string
  /** The values of the refused attempt. */
  values: { title?: string; username?: string; email?: string }
  problems: Record<string, string>
}

function SetUpForm({ host, values, problems }: SetUpFormProps): VNode {
  return (
    <>
      <h1>Set up your server</h1>
      <p class="lead">
        You will be its owner, <bdi>@you@{host}</bdi>. You can change everything here later, except your username.
      </p>
      <form class="sheet" method="post">
        <Field name="title" label="Server name" value={values.title ?? host} problem={problems.title} />
        <AccountFields usernameHint="Letters, digits and _" values={values} problems={problems} />
        <button type="submit">Create the owner’s account</button>
      </form>
    </>
  )
}
