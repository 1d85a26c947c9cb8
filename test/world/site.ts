/** One server with its pages and its API, for tests that sign in with browsers and apps. */
import { createUser, type NewUser } from '../../src/core/users/create.ts'
import { createHandler } from '../../src/http.ts'
import { type Fetch, fetchFrom } from '../../src/lib/http-server/web-standard.ts'
import { reactions } from '../../src/reactions.ts'
import { type Browser, createBrowser } from './browser.ts'
import { createTestApp } from './test-app.ts'

const PROXY = { remoteAddress: '127.0.0.1' }
export const PASSWORD = 'lagoon lagoon'

export async function openSite(options: Parameters<typeof createTestApp>[0] = {}) {
  const world = await createTestApp({ reactions, ...options })
  const { app } = world
  const { origin } = app.uris
  const handle = fetchFrom(createHandler(app))
  /** A browser or program at this address, behind our proxy. */
  const from =
    (address: string): Fetch =>
    (request) => {
      request.headers.set('x-forwarded-for', address)
      return handle(request, PROXY)
    }
  const browser = (address = '192.0.2.1') => createBrowser(from(address), origin)
  const call = async (method: string, path: string, { token = '', body = undefined as object | undefined } = {}) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const response = await from('192.0.2.9')(new Request(origin + path, init), {})
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : undefined }
  }
  const user = (username: string, more: Partial<NewUser> = {}) =>
    createUser(app, { username, email: `${username}@example.org`, password: PASSWORD, ...more })
  /** A browser in which this user is signed in. */
  const signedIn = async (login: string, address?: string): Promise<Browser> => {
    const one = browser(address)
    await one.submit('/auth/sign-in', { login, password: PASSWORD })
    return one
  }
  return {
    ...world,
    browser,
    call,
    user,
    signedIn,
    /** A new user, and a browser in which they are signed in. */
    async member(username: string) {
      const { account } = await user(username)
      return { account, browser: await signedIn(username) }
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}
export type Site = Awaited<ReturnType<typeof openSite>>

/** The status of an answer, and where it leads. */
export function led({ status, headers }: Response): [number, string | null] {
  return [status, headers.get('location')]
}
