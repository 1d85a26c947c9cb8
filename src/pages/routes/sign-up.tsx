/** Sign-up: open, with a moderator's approval, or closed. */
import type { VNode } from 'preact'
import type { App } from '../../core/app.ts'
import { Forbidden, Invalid } from '../../core/errors.ts'
import { getSettings, type InstanceSettings } from '../../core/instance/settings.ts'
import { signUp } from '../../core/users/sign-up.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { AccountFields } from '../components/account-fields.tsx'
import { CheckBox } from '../components/check-box.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { problemsOf, readForm } from '../http/form.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { signInHere } from '../visit/accounts.ts'
import type { Visit } from '../visit/visit.ts'

const head = { title: 'Sign up', noindex: true }

export async function signUpPage(visit: Visit): Promise<Answer> {
  const settings = await requireOpen(visit.app)
  return respond(visit, { head, body: <SignUpForm visit={visit} settings={settings} values={{}} problems={{}} /> })
}

/** The person is signed in at once, to wait for the letter. An address that is taken leads to the same page (case 97). */
export async function submitSignUp(visit: Visit): Promise<Answer> {
  const settings = await requireOpen(visit.app)
  const values = await readForm(visit)
  const { username = '', email = '', password = '', reason = '', date_of_birth: dateOfBirth } = values
  const agreement = settings.rules.every((_, at) => values[ruleName(at)] === 'on')
  try {
    const form = { username, email, password, reason, dateOfBirth, agreement, network: visit.caller.network }
    const { user } = await signUp(visit.app, form)
    await signInHere(visit, user)
    return leadTo(visit, '/auth/check-mail')
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    const body = <SignUpForm visit={visit} settings={settings} values={values} problems={problemsOf(error)} />
    return respond(visit, { head, body, status: 422 })
  }
}

async function requireOpen(app: App): Promise<InstanceSettings> {
  const settings = await getSettings(app)
  if (settings.registrations === 'closed') throw new Forbidden('sign-up-closed')
  return settings
}

function ruleName(at: number): string {
  return `rule_${at + 1}`
}

interface SignUpFormProps {
  visit: Visit
  settings: InstanceSettings
  /** The values of the refused attempt. */
  values: Record<string, string>
  problems: Record<string, string>
}

function SignUpForm({ visit, settings, values, problems }: SignUpFormProps): VNode {
  const needsApproval = settings.registrations === 'approval'
  return (
    <>
      <h1>{needsApproval ? 'Request an account' : 'Sign up'}</h1>
      <p class="lead">{settings.shortDescription} From here you can follow anyone on any server.</p>
      <Form visit={visit} class="sheet">
        <AccountFields
          usernameHint={`You will be @name@${visit.app.uris.host}. You cannot change this later.`}
          values={values}
          problems={problems}
        />
        {settings.minAge > 0 && <BirthField minAge={settings.minAge} values={values} problems={problems} />}
        {needsApproval && (
          <Field
            name="reason"
            label="Why would you like to join?"
            required
            value={values.reason}
            problem={problems.reason}
          />
        )}
        {settings.rules.length > 0 && <Rules rules={settings.rules} values={values} problem={problems.agreement} />}
        <button type="submit">{needsApproval ? 'Send request' : 'Sign up'}</button>
      </Form>
    </>
  )
}

interface BirthFieldProps extends Pick<SignUpFormProps, 'values' | 'problems'> {
  minAge: number
}

function BirthField({ minAge, values, problems }: BirthFieldProps): VNode {
  return (
    <Field
      name="date_of_birth"
      label="Date of birth"
      type="date"
      hint={`You must be at least ${minAge}. The date is not stored.`}
      required
      autocomplete="bday"
      value={values.date_of_birth}
      problem={problems.date_of_birth}
    />
  )
}

interface RulesProps {
  rules: readonly string[]
  values: Record<string, string>
  problem: string | undefined
}

/** Each rule is accepted by itself, so that nobody accepts them unread. */
function Rules({ rules, values, problem }: RulesProps): VNode {
  return (
    <fieldset class="choices" aria-describedby={problem && 'rules-wrong'}>
      <legend>The rules of this server. Tick each one to accept it.</legend>
      {rules.map((rule, at) => (
        <CheckBox name={ruleName(at)} label={rule} required checked={values[ruleName(at)] === 'on'} />
      ))}
      {problem && (
        <span class="wrong" id="rules-wrong">
          {problem}
        </span>
      )}
    </fieldset>
  )
}
