import { z } from 'zod'
import { createFirstKey } from '../core/users/first-key.ts'
import { signUp as signUpUser } from '../core/users/sign-up.ts'
import { AccessTokenEntity, renderAccessToken } from './entities/access-token.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { optionalFlag, optionalText } from './http/form-types.ts'

/** Higher than core's own limits, whose errors say more. */
const MAX_TEXT = 2000

const SignUpForm = z.object({
  username: optionalText(MAX_TEXT),
  email: optionalText(MAX_TEXT),
  password: optionalText(MAX_TEXT),
  reason: optionalText(MAX_TEXT),
  agreement: optionalFlag,
})

export const signUpEndpoints: Endpoint[] = [
  endpoint(
    'POST /api/v1/accounts',
    { scope: 'public', form: SignUpForm, answer: AccessTokenEntity, limit: 'signUp' },
    async ({ app, form, network }) => {
      const { username = '', email = '', password = '', agreement = false, reason } = form
      const { user } = await signUpUser(app, { username, email, password, agreement, reason, network })
      const { key, token } = await createFirstKey(app, user)
      return renderAccessToken(key, token)
    },
  ),
]
