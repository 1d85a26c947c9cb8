/** `/settings/security/second-factor`: adds an authenticator app, and shows recovery codes once. */
import type { VNode } from 'preact'
import { findSecondFactor, secretOf } from '../../../core/second-factor/find.ts'
import {
  beginSecondFactor,
  enableSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from '../../../core/second-factor/set-up.ts'
import { totpUri } from '../../../core/second-factor/totp.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { sentenceOf } from '../../../messages/sentence-of.ts'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { QrCode } from '../../components/qr-code.tsx'
import { SettingsPage } from '../../components/settings-page.tsx'
import { readForm } from '../../http/form.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireConfirmed, type Visit } from '../../visit/visit.ts'

const SECURITY = '/settings/security'
const PATH = `${SECURITY}/second-factor`
const head = { title: 'Second factor', noindex: true }

/** Shows the secret that `begin` has made, until a code proves that the app has it. */
export async function setUpFactorPage(visit: Visit, problem?: string): Promise<Answer> {
  const { user, account } = requireConfirmed(visit)
  const { app } = visit
  const found = await findSecondFactor(app, user)
  if (!found || found.enabled_at !== null) return leadTo(visit, SECURITY)
  const secret = secretOf(app, found)
  const uri = totpUri(secret, { host: app.uris.host, username: account.username })
  const body = <SetUp visit={visit} secret={secret} uri={uri} problem={problem} />
  return respond(visit, { head, body, ...(problem && { status: 422 }) })
}

export async function changeFactor(visit: Visit): Promise<Answer> {
  const { action, code = '' } = await readForm(visit)
  const { user } = requireConfirmed(visit)
  const { app } = visit
  switch (action) {
    case 'begin':
      await beginSecondFactor(app, user)
      return leadTo(visit, PATH)
    case 'enable': {
      const codes = await enableSecondFactor(app, user, code.replace(/\s/g, ''))
      return codes ? codesPage(visit, codes) : setUpFactorPage(visit, sentenceOf(['second-factor-wrong']))
    }
    case 'renew':
      return codesPage(visit, await renewRecoveryCodes(app, user))
    case 'remove':
      await removeSecondFactor(app, user)
  }
  return leadTo(visit, SECURITY)
}

interface SetUpProps {
  visit: Visit
  secret: string
  /** What the QR code contains. */
  uri: string
  problem: string | undefined
}

function SetUp({ visit, secret, uri, problem }: SetUpProps): VNode {
  return (
    <SettingsPage title="Set up an authenticator app" here={SECURITY}>
      <p class="lead">Scan this picture with an authenticator app on your phone.</p>
      <QrCode text={uri} label="QR code with the secret below" />
      <p>Or type this secret into the app:</p>
      <code class="key">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      <Form visit={visit} action={PATH} class="sheet">
        <Field
          name="code"
          label="Code"
          hint="The six digits that the app shows now"
          required
          inputmode="numeric"
          autocomplete="one-time-code"
          problem={problem}
        />
        <button type="submit" name="action" value="enable">
          Switch on
        </button>
      </Form>
    </SettingsPage>
  )
}

function codesPage(visit: Visit, codes: readonly string[]): Promise<Answer> {
  return respond(visit, {
    head: { title: 'Recovery codes', noindex: true },
    body: (
      <SettingsPage title="Recovery codes" here={SECURITY}>
        <p class="lead">
          If you lose your authenticator app, each of these codes lets you in once. They are shown only now: print them,
          or store them where you store your passwords. Earlier codes no longer work.
        </p>
        <ol class="codes">
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <p>
          <a href={SECURITY}>I have stored them</a>
        </p>
      </SettingsPage>
    ),
  })
}
