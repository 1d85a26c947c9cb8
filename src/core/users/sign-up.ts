import type { Problems } from '../../messages/en/fields.ts'
import type { App } from '../app.ts'
import { Forbidden } from '../errors.ts'
import { getSettings } from '../instance/settings.ts'
import { prepareUser, storeUser } from './create.ts'
import type { UserWithAccount } from './find.ts'
import { collect } from './validate.ts'

interface SignUpForm {
  username: string
  email: string
  password: string
  /** Whether the user agreed to the rules. */
  agreement: boolean
  reason?: string
  /** Of the client. */
  network?: string
}

/**
 * Signs up a new user. If approval is required, the login works once a moderator has approved it.
 * @throws Forbidden while registrations are closed, InvalidFields, TooMany as for `createUser`
 */
export async function signUp(app: App, form: SignUpForm): Promise<UserWithAccount> {
  const { registrations } = await getSettings(app)
  if (registrations === 'closed') throw new Forbidden('sign-up-closed')
  const { username, email, password, reason, network } = form
  const approved = registrations === 'open'
  const ready = await prepareUser(
    app,
    { username, email, password, reason, approved, network },
    formProblems(form, approved),
  )
  return app.transaction(async (tx) => {
    const made = await storeUser(tx, ready)
    await tx.emit('user.signed_up', { user_id: made.user.id, via: 'local' })
    return made
  })
}

function formProblems({ agreement, reason }: SignUpForm, approved: boolean): Problems {
  return collect({
    agreement: agreement ? undefined : ['must-be-accepted'],
    reason: approved || reason?.trim() ? undefined : ['blank'],
  })
}
