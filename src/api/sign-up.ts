import { z } from 'zod'
import { grantToApp } from '../core/apps/grant.ts'
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
  date_of_birth: optionalText(MAX_TEXT),
})

export const signUpEndpoints: Endpoint[] = [
  /** The token has the scopes for which the app has registered. It does hardly anything until the address is confirmed. */
  endpoint(
    'POST /api/v1/accounts',
    { scope: 'app / write:accounts', form: SignUpForm, answer: AccessTokenEntity, limit: 'signUp' },
    async ({ app, client, form, network }) => {
      const { username = '', email = '', password = '', agreement = false, reason, date_of_birth: dateOfBirth } = form
      const filled = { username, email, password, agreement, reason, dateOfBirth }
      const { user } = await signUpUser(app, { ...filled, network, appId: client.id })
      const { accessToken, token } = await app.transaction((tx) =>
        grantToApp(tx, client, { userId: user.id, scopes: client.scopes }),
      )
      return renderAccessToken(accessToken, token)
    },
  ),
]
