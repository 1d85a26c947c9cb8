/** `/settings/keys`: makes an API key, for scripts and programs without a sign-in of their own. */
import type { VNode } from 'preact'
import { Invalid } from '../../../core/errors.ts'
import { createToken } from '../../../core/tokens/create.ts'
import { isForRole, OFFLINE_ACCESS, parseScopes, SCOPES } from '../../../core/tokens/scopes.ts'
import type { Role } from '../../../db/tables/users.ts'
import { DAY } from '../../../lib/durations.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { Choice } from '../../components/choice.tsx'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { ScopeChoice, scopesIn } from '../../components/scope-choice.tsx'
import { SettingsPage } from '../../components/settings-page.tsx'
import { problemsOf, readForm } from '../../http/form.ts'
import { respond } from '../../http/respond.tsx'
import { requireConfirmed, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/keys'
const head = { title: 'API keys', noindex: true }

/** Choices of the form, in days. 0 means that the key does not expire. */
const LIFETIMES_DAYS = [30, 90, 365, 0] as const

interface Attempt {
  name?: string
  scopes?: readonly string[]
  problems?: Record<string, string>
}

export async function keysPage(visit: Visit, attempt: Attempt = {}): Promise<Answer> {
  const { user } = requireConfirmed(visit)
  return respond(visit, {
    head,
    ...(attempt.problems && { status: 422 }),
    body: <KeyForm visit={visit} attempt={attempt} role={user.role} />,
  })
}

export async function makeKey(visit: Visit): Promise<Answer> {
  const fields = await readForm(visit)
  const { user } = requireConfirmed(visit)
  const { app } = visit
  const name = fields.name?.trim() ?? ''
  const chosen = scopesIn(fields)
  if (name === '') return keysPage(visit, { scopes: chosen, problems: { name: 'Say what the key is for.' } })
  try {
    const lifetime = LIFETIMES_DAYS.find((days) => String(days) === fields.days) ?? LIFETIMES_DAYS[0]
    const expiry = lifetime === 0 ? {} : { expiresAt: app.clock.now() + lifetime * DAY }
    const { key } = await createToken(app, user, { name, scopes: parseScopes(chosen.join(' ')), ...expiry })
    return await madePage(visit, key)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return keysPage(visit, { name, scopes: chosen, problems: problemsOf(error) })
  }
}

function KeyForm({ visit, attempt, role }: { visit: Visit; attempt: Attempt; role: Role }): VNode {
  const { name, scopes = ['read'], problems = {} } = attempt
  const offered = SCOPES.filter((scope) => scope !== OFFLINE_ACCESS && isForRole(scope, role))
  const choice = (list: readonly string[]) =>
    list.map((scope) => <ScopeChoice scope={scope} isChosen={scopes.includes(scope)} />)
  return (
    <SettingsPage title="API keys" here={PATH}>
      <p class="lead">
        With an API key, a script or program of yours can use your account without your password. Your keys are listed
        under <a href="/settings/apps">Apps</a>.
      </p>
      <Form visit={visit} action={PATH} class="sheet">
        <Field name="name" label="What is it for?" required maxlength={100} value={name} problem={problems.name} />
        <fieldset class="choices" aria-describedby={problems.scopes && 'scopes-wrong'}>
          <legend>It may</legend>
          {problems.scopes && (
            <p class="wrong" id="scopes-wrong">
              {problems.scopes}
            </p>
          )}
          {choice(offered.filter(isWhole))}
          <details>
            <summary>Choose in detail</summary>
            <div class="choices">{choice(offered.filter((scope) => !isWhole(scope)))}</div>
          </details>
        </fieldset>
        <Lifetime />
        <button type="submit">Make an API key</button>
      </Form>
    </SettingsPage>
  )
}

/** Whether a scope includes others, or is the only one of its kind. */
function isWhole(scope: string): boolean {
  return /^(admin:)?\w+$/.test(scope)
}

function Lifetime(): VNode {
  const words = (days: number) => (days === 0 ? 'No end, until you revoke it' : `${days} days`)
  const options = LIFETIMES_DAYS.map((days) => [String(days), words(days)] as const)
  return <Choice name="days" label="Valid for" options={options} />
}

function madePage(visit: Visit, key: string): Promise<Answer> {
  return respond(visit, {
    head,
    body: (
      <SettingsPage title="Your new API key" here={PATH}>
        <p class="lead">It is shown only now. Store it where you store your passwords.</p>
        <code class="key">{key}</code>
        <p>Try it in a terminal:</p>
        <code class="key">
          curl -H "Authorization: Bearer {key}" {visit.app.uris.origin}/api/v1/accounts/verify_credentials
        </code>
        <p>
          <a href="/settings/apps">I have stored it</a>
        </p>
      </SettingsPage>
    ),
  })
}
