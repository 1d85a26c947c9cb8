import type { Problem, Problems } from '../../messages/en/fields.ts'
import type { App } from '../app.ts'
import { Forbidden } from '../errors.ts'
import { getSettings, type InstanceSettings } from '../instance/settings.ts'
import { ageProblem } from './age.ts'
import { type NewUser, prepareUser, storeUser } from './create.ts'
import type { UserWithAccount } from './find.ts'
import { collect } from './validate.ts'

interface SignUpForm extends Pick<NewUser, 'username' | 'reason' | 'appId' | 'network'> {
  email: string
  password: string
  /** Whether the user agreed to the rules. */
  agreement: boolean
  /** `YYYY-MM-DD`. Compared with the minimum age, and not stored. */
  dateOfBirth?: string | undefined
}

/**
 * Signs up a new user. The login works once a letter has confirmed the address, and a moderator has approved it if
 * approval is required. An address that is taken leads to the same answer, and its owner learns of it from the letter
 * (case 97).
 * @throws Forbidden while registrations are closed, InvalidFields, TooMany as for `createUser`
 */
export async function signUp(app: App, form: SignUpForm): Promise<UserWithAccount> {
  const settings = await getSettings(app)
  if (settings.registrations === 'closed') throw new Forbidden('sign-up-closed')
  const { username, email, password, reason, appId, network } = form
  const approved = settings.registrations === 'open'
  const ageChecked = settings.minAge > 0
  const ready = await prepareUser(
    app,
    { username, email, password, reason, appId, network, approved, ageChecked, confirmed: false },
    formProblems(form, settings, app.clock.now()),
  )
  return app.transaction(async (tx) => {
    const made = await storeUser(tx, ready)
    await tx.emit('user.signed_up', { user_id: made.user.id, via: 'local' })
    return made
  })
}

function formProblems(form: SignUpForm, { registrations, minAge }: InstanceSettings, now: number): Problems {
  const needsReason = registrations === 'approval'
  return collect({
    agreement: form.agreement ? undefined : ['must-be-accepted'],
    reason: needsReason && !form.reason?.trim() ? (['blank'] satisfies Problem) : undefined,
    date_of_birth: ageProblem(form.dateOfBirth ?? '', { minAge, now }),
  })
}
