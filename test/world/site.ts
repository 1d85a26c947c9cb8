/** The pages of one server, with browsers to visit them. */

import { createUser } from '../../src/core/users/create.ts'
import type { Account } from '../../src/db/tables/accounts.ts'
import { createHandler } from '../../src/http.ts'
import { fetchFrom } from '../../src/lib/http-server/web-standard.ts'
import { reactions } from '../../src/reactions.ts'
import { type Browser, createBrowser } from './browser.ts'
import { createTestApp, type TestApp } from './test-app.ts'

interface Site extends AsyncDisposable {
  world: TestApp
  app: TestApp['app']
  /** A browser in which nobody is signed in. */
  browser(): Browser
  /** A new user, and a browser in which they are signed in. */
  member(username: string): Promise<{ account: Account; browser: Browser }>
}

const PASSWORD = 'lagoon lagoon'

export async function openSite(options: Parameters<typeof createTestApp>[0] = {}): Promise<Site> {
  const world = await createTestApp({ reactions, ...options })
  const { app } = world
  const fetch = fetchFrom(createHandler(app))
  const browser = () => createBrowser(fetch, app.uris.origin)
  return {
    world,
    app,
    browser,
    async member(username) {
      const { account } = await createUser(app, { username, email: `${username}@example.org`, password: PASSWORD })
      const own = browser()
      await own.submit('/auth/sign-in', { login: username, password: PASSWORD })
      return { account, browser: own }
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}
