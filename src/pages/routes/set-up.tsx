/** The one-time page behind the link that `atoll serve` prints. It creates the owner's account. */

import type { VNode } from 'preact'
import { Forbidden, Invalid } from '../../core/errors.ts'
import { isSetupLink, redeemSetupLink } from '../../core/users/setup-link.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { AccountFields } from '../components/account-fields.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { problemsOf, readForm } from '../http/form.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { signInHere } from '../visit/accounts.ts'
import type { Visit } from '../visit/visit.ts'

const HOME = '/home'

export async function setUpPage(visit: Visit, token: string): Promise<Answer> {
  if (!(await isSetupLink(visit.app, token))) throw new Forbidden('setup-link-invalid')
  return respond(visit, {
    head: { title: 'Set up', noindex: true },
    body: <SetUpForm visit={visit} values={{}} problems={{}} />,
  })
}

export async function submitSetUp(visit: Visit, token: string): Promise<Answer> {
  const { app } = visit
  if (!(await isSetupLink(app, token))) throw new Forbidden('setup-link-invalid')
  const { username = '', email = '', password = '', title = '' } = await readForm(visit)
  try {
    const { user } = await redeemSetupLink(app, token, {
      username,
      email,
      password,
      title,
      network: visit.caller.network,
    })
    await signInHere(visit, user)
    return leadTo(visit, HOME)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    const body = <SetUpForm visit={visit} values={{ username, email, title }} problems={problemsOf(error)} />
    return respond(visit, { head: { title: 'Set up', noindex: true }, body, status: 422 })
  }
}

interface SetUpFormProps {
  visit: Visit
  /** The values of the refused attempt. */
  values: { title?: string; username?: string; email?: string }
  problems: Record<string, string>
}

function SetUpForm({ visit, values, problems }: SetUpFormProps): VNode {
  const { host } = visit.app.uris
  return (
    <>
      <h1>Set up your server</h1>
      <p class="lead">
        You will be its owner, <bdi>@you@{host}</bdi>. You can change everything here later, except your username.
      </p>
      <Form visit={visit} class="sheet">
        <Field name="title" label="Server name" value={values.title ?? host} problem={problems.title} />
        <AccountFields usernameHint="Letters, digits and _" values={values} problems={problems} />
        <button type="submit">Create the owner’s account</button>
      </Form>
    </>
  )
}
