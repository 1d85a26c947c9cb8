import { z } from 'zod'
import { createToken } from '../core/tokens/create.ts'
import { signUp as signUpHere } from '../core/users/sign-up.ts'
import { AccessToken, renderAccessToken } from './entities/access-token.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { flag, text } from './http/form-types.ts'

/** Looser than core's own bounds, which have the better sentences. */
const MAX_TEXT = 2000
/** What a person's own client may do. */
const SCOPES = ['read', 'write', 'follow', 'push']

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
      // Where a moderator has to say yes first, the key is of no use until then.
      const { key, token } = await createToken(app, user, { name: 'Sign-up', scopes: SCOPES })
      return renderAccessToken(key, token)
    },
  ),
]
