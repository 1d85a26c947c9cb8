/** `/settings/security`: the password, and where the second factor is switched on and off. */
import type { VNode } from 'preact'
import { Invalid } from '../../../core/errors.ts'
import { findSecondFactor } from '../../../core/second-factor/find.ts'
import { countRecoveryCodes } from '../../../core/second-factor/recovery-codes.ts'
import { setPassword } from '../../../core/users/password.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { Form } from '../../components/form.tsx'
import { NewPasswordField } from '../../components/new-password-field.tsx'
import { SettingsPage } from '../../components/settings-page.tsx'
import { count, Time } from '../../components/time.tsx'
import { problemsOf, readForm } from '../../http/form.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireConfirmed, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/security'
const SECOND_FACTOR = '/settings/security/second-factor'

interface Attempt {
  status?: number
  problem?: string | undefined
}

/** `?saved` follows a change of the password. */
export async function securityPage(visit: Visit, { status, problem }: Attempt = {}): Promise<Answer> {
  const { user } = requireConfirmed(visit)
  const factor = await findSecondFactor(visit.app, user)
  const codes = await countRecoveryCodes(visit.app, user)
  const isSaved = new URLSearchParams(visit.request.query).has('saved')
  return respond(visit, {
    head: { title: 'Security', noindex: true },
    ...(status && { status }),
    body: (
      <SettingsPage title="Security" here={PATH}>
        {isSaved && <p role="status">Your password is changed. All other browsers and apps are signed out.</p>}
        <PasswordForm visit={visit} problem={problem} />
        <h2>Second factor</h2>
        {factor?.enabled_at ? (
          <Enabled visit={visit} since={factor.enabled_at} codes={codes} />
        ) : (
          <Disabled visit={visit} />
        )}
      </SettingsPage>
    ),
  })
}

/** Changes the password. */
export async function changePassword(visit: Visit): Promise<Answer> {
  const { password = '', keys } = await readForm(visit)
  const { user, session } = requireConfirmed(visit)
  try {
    const kept = { sessionId: session.id, ...(keys !== 'on' && { apiKeys: 'all' as const }) }
    await setPassword(visit.app, user, password, { ...kept, network: visit.caller.network })
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return securityPage(visit, { status: 422, problem: problemsOf(error).password })
  }
  return leadTo(visit, `${PATH}?saved=1`)
}

function PasswordForm({ visit, problem }: { visit: Visit; problem: string | undefined }): VNode {
  return (
    <>
      <h2>Password</h2>
      <Form visit={visit} action={PATH} class="sheet">
        <NewPasswordField label="New password" problem={problem} />
        <p class="hint">All other browsers and all apps will be signed out of your account.</p>
        <label>
          <input type="checkbox" name="keys" /> Also revoke my API keys
        </label>
        <button type="submit">Change password</button>
      </Form>
    </>
  )
}

function Disabled({ visit }: { visit: Visit }): VNode {
  return (
    <Form visit={visit} action={SECOND_FACTOR} class="sheet">
      <p class="lead">
        Protect your account with an authenticator app. At each sign-in, you then enter a code of the app after your
        password, so a stolen password is not enough.
      </p>
      <button type="submit" name="action" value="begin">
        Set up an authenticator app
      </button>
    </Form>
  )
}

function Enabled({ visit, since, codes }: { visit: Visit; since: number; codes: number }): VNode {
  return (
    <Form visit={visit} action={SECOND_FACTOR} class="sheet">
      <p>
        An authenticator app has protected your account since <Time at={since} />. You have{' '}
        {count(codes, 'recovery code', 'recovery codes')} left.
      </p>
      <div class="buttons">
        <button class="quiet" type="submit" name="action" value="renew">
          Make new recovery codes
        </button>
        <button class="quiet" type="submit" name="action" value="remove">
          Switch off
        </button>
      </div>
    </Form>
  )
}
