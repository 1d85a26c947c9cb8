import { z } from 'zod'
import { createFirstKey } from '../core/users/first-key.ts'
import { signUp as signUpHere } from '../core/users/sign-up.ts'
import { AccessToken, renderAccessToken } from './entities/access-token.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { flag, text } from './http/form-types.ts'

/** Looser than core's own bounds, which have the better sentences. */
const MAX_TEXT = 2000

const SignUpForm = z.object({
  username: text(MAX_TEXT),
  email: text(MAX_TEXT),
  password: text(MAX_TEXT),
  reason: text(MAX_TEXT),
  agreement: flag,
})

export const signUp: Endpoint[] = [
  endpoint(
    'POST /api/v1/accounts',
    { scope: 'public', form: SignUpForm, answer: AccessToken, limit: 'signUp' },
    async ({ app, form }) => {
      const { username = '', email = '', password = '', agreement = false, reason } = form
      const { user } = await signUpHere(app, { username, email, password, agreement, reason })
      const { key, token } = await createFirstKey(app, user)
      return renderAccessToken(key, token)
    },
  ),
]
