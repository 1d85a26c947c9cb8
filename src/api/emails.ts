/** The address of someone who has just signed up with an app. */
import { z } from 'zod'
import { Forbidden } from '../core/errors.ts'
import { changeEmail, resendConfirmation } from '../core/users/change-email.ts'
import { EmptyEntity } from './entities/empty.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { optionalText } from './http/form-types.ts'

/** Higher than core's own limit, whose error says more. */
const MAX_TEXT = 2000

export const emailEndpoints: Endpoint[] = [
  endpoint(
    'POST /api/v1/emails/confirmations',
    {
      scope: 'write:accounts',
      form: z.object({ email: optionalText(MAX_TEXT) }),
      answer: EmptyEntity,
      forNewcomers: true,
    },
    async ({ app, viewer: { user, token }, form: { email } }) => {
      if (token.app_id === null || token.app_id !== user.sign_up_app_id)
        throw new Forbidden('confirmation-by-other-app')
      if (user.email_confirmed_at !== null) throw new Forbidden('confirmation-not-awaited')
      if (email === undefined) await resendConfirmation(app, user)
      else await changeEmail(app, user, email)
      return {}
    },
  ),
  endpoint(
    'GET /api/v1/emails/check_confirmation',
    { scope: 'read:accounts', answer: z.boolean(), forNewcomers: true },
    async ({ viewer }) => viewer.user.email_confirmed_at !== null,
  ),
]
