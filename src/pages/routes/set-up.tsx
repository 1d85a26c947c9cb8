/** The one-time page behind the link that `atoll serve` prints: it makes the owner. */

import type { VNode } from 'preact'
import type { App } from '../../core/app.ts'
import { Forbidden, Invalid } from '../../core/errors.ts'
import { isSetupLink, redeemSetupLink } from '../../core/users/setup-link.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { Field } from '../components/field.tsx'
import { problemsOf, readForm } from '../http/form.ts'
import { respond } from '../http/respond.tsx'
import { keyPage } from './key.tsx'

export async function setUpPage(app: App, token: string): Promise<Answer> {
  if (!(await isSetupLink(app, token))) throw new Forbidden('setup-link-ended')
  return respond(app, {
    head: { title: 'Set up', noindex: true },
    body: <SetUpForm host={app.uris.host} given={{}} wrong={{}} />,
  })
}

export async function setUp(app: App, request: IncomingRequest, token: string): Promise<Answer> {
  if (!(await isSetupLink(app, token))) throw new Forbidden('setup-link-ended')
  const { username = '', email = '', password = '', title = '' } = await readForm(app, request)
  try {
    const { account, key } = await redeemSetupLink(app, token, { username, email, password, title })
    return await keyPage(app, { account, key, lead: 'This server is yours.' })
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    const body = <SetUpForm host={app.uris.host} given={{ username, email, title }} wrong={problemsOf(error)} />
    return respond(app, { head: { title: 'Set up', noindex: true }, body, status: 422 })
  }
}

interface SetUpFormProps {
  host: string
  /** What the person typed before. */
  given: { title?: string; username?: string; email?: string }
  wrong: Record<string, string>
}

function SetUpForm({ host, given, wrong }: SetUpFormProps): VNode {
  return (
    <>
      <h1>Set up your island</h1>
      <p class="lead">
        You will be its owner: <bdi>@you@{host}</bdi>. Everything here can be changed later, except your name.
      </p>
      <form class="sheet" method="post">
        <Field name="title" label="Name of the server" value={given.title ?? host} wrong={wrong.title} />
        <Field
          name="username"
          label="Your name"
          hint="Letters, digits and _"
          required
          pattern="[A-Za-z0-9_]+"
          autocomplete="username"
          value={given.username}
          wrong={wrong.username}
        />
        <Field
          name="email"
          label="E-mail"
          type="email"
          required
          autocomplete="email"
          value={given.email}
          wrong={wrong.email}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          hint="At least 8 characters"
          required
          minlength={8}
          autocomplete="new-password"
          wrong={wrong.password}
        />
        <button type="submit">Make the owner’s account</button>
      </form>
    </>
  )
}
