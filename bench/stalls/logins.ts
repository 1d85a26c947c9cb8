/** The people and the client app of the scenarios of `stalls`, with their ways in. */

import type { App } from '../../src/core/app.ts'
import { allowApp } from '../../src/core/apps/allow.ts'
import { createAppToken } from '../../src/core/apps/app-token.ts'
import { grantToApp } from '../../src/core/apps/grant.ts'
import { registerApp } from '../../src/core/apps/register.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { makeOneTimeLink } from '../../src/core/users/one-time-link.ts'
import type { ClientApp } from '../../src/db/tables/apps.ts'
import type { User } from '../../src/db/tables/users.ts'
import type { Server } from '../../src/server.ts'
import { type Browser, createBrowser } from '../../test/world/browser.ts'
import { type Bed, type Client, type Login, PASSWORD, REDIRECT_URI } from './bed.ts'

const SCOPES = ['profile', 'read', 'write', 'follow']
const mailOf = (username: string) => `${username}@mail.test`

type Logins = Pick<Bed, 'star' | 'reader' | 'leaver' | 'newcomer' | 'client' | 'guest' | 'links'>

export async function createLogins(server: Server): Promise<Logins> {
  const { app } = server
  const scopes = [...SCOPES, 'offline_access'].join(' ')
  const given = { name: 'Bench', redirectUris: [REDIRECT_URI], scopes }
  const { client, secret = '' } = await registerApp(app, given)
  const [star, reader] = [await createLogin(server, 'star'), await createLogin(server, 'reader')]
  const leaver = await createLogin(server, 'leaver')
  const forgetful = await createLogin(server, 'forgetful')
  const { user: unconfirmed, ...newcomer } = await createNewcomer(server, client)
  return {
    ...{ star: star.login, reader: reader.login, leaver: leaver.login, newcomer },
    client: await allowClient(app, star.user, client, secret),
    guest: { browser: newBrowser(server) },
    links: {
      confirm: secretOf(await makeOneTimeLink(app, 'confirm-email', unconfirmed, mailOf('newcomer'))),
      reset: secretOf(await makeOneTimeLink(app, 'reset-password', forgetful.user, mailOf('forgetful'))),
    },
  }
}

async function createLogin(server: Server, username: string): Promise<{ login: Login; user: User }> {
  const { app } = server
  const { account, user } = await createUser(app, { username, email: mailOf(username), password: PASSWORD })
  const { key } = await createToken(app, user, { name: 'bench', scopes: SCOPES })
  return { login: { account, key, browser: await signIn(server, username) }, user }
}

async function createNewcomer(server: Server, client: ClientApp): Promise<Login & { user: User }> {
  const { app } = server
  const [username, appId] = ['newcomer', client.id]
  const input = { username, email: mailOf(username), password: PASSWORD, confirmed: false, appId }
  const { account, user } = await createUser(app, input)
  const granted = { userId: user.id, scopes: SCOPES.join(' ') }
  const { accessToken: key } = await app.transaction((tx) => grantToApp(tx, client, granted))
  return { account, key, user, browser: await signIn(server, username) }
}

async function signIn(server: Server, login: string): Promise<Browser> {
  const browser = newBrowser(server)
  const { status } = await browser.submit('/auth/sign-in', { login, password: PASSWORD })
  if (status !== 303) throw new Error(`${login} could not sign in: ${status}`)
  return browser
}

function newBrowser(server: Server): Browser {
  return createBrowser((...given) => server.fetch(...given), server.app.uris.origin)
}

async function allowClient(app: App, user: User, client: ClientApp, secret: string): Promise<Client> {
  const scopes = client.scopes.split(' ')
  const { key } = await createAppToken(app, client, scopes)
  const code = await allowApp(app, user, client, { redirectUri: REDIRECT_URI, scopes, codeChallenge: undefined })
  const grant = () => app.transaction((tx) => grantToApp(tx, client, { userId: user.id, scopes: client.scopes }))
  const [{ refreshToken = '' }, { accessToken }] = [await grant(), await grant()]
  return { app: client, secret, key, code, refreshToken, accessToken }
}

function secretOf(link: string): string {
  return link.slice(link.lastIndexOf('/') + 1)
}
