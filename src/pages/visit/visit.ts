/** One visit of a page: the request, who is signed in, and the cookies that its answer sets. */
import { createHmac } from 'node:crypto'
import type { App } from '../../core/app.ts'
import { isNewcomer } from '../../core/policy/logins.ts'
import { spend } from '../../core/rate-limits/spend.ts'
import { findSession, type SignedIn } from '../../core/sessions/find.ts'
import { signInRecordsKeptMs } from '../../core/sessions/kept.ts'
import { notePresence } from '../../core/users/note-activity.ts'
import { newToken } from '../../lib/crypto/tokens.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { Caller } from '../../lib/http-server/handler.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { Cookies } from './cookies.ts'

/** The name of the field with the token of a form. */
export const FORM_TOKEN = 'form_token'

/** A page that needs someone to be signed in. The answer leads to the sign-in page, and from there back. */
export class SignInNeeded extends Error {}

/** A page that needs the password to have been given just now. The answer leads to a page that asks for it, and back. */
export class ConfirmationNeeded extends Error {}

/** How long a password counts as given just now. */
const CONFIRMED_FOR_MS = 10 * MINUTE

export interface Visit {
  app: App
  request: IncomingRequest
  caller: Caller
  cookies: Cookies
  /** Who is signed in; undefined for anyone else. */
  visitor: SignedIn | undefined
  /** Someone who has signed up here and whose login does not work yet. No page but those of the sign-up knows them. */
  newcomer: SignedIn | undefined
}

interface Arrival {
  request: IncomingRequest
  caller: Caller
}

export async function visitOf(app: App, { request, caller }: Arrival): Promise<Visit> {
  const cookies = new Cookies(request.header('cookie'), app.config.origin)
  const secret = cookies.get('session')
  const found = secret && (await findSession(app, secret, caller.address, { admitsNewcomers: true }))
  const newcomer = found && isNewcomer(found.user) ? found : undefined
  const visitor = found && !newcomer ? { ...found, user: await notePresence(app, found.user) } : undefined
  return { app, request, caller, cookies, visitor, newcomer }
}

/** A visit about which nothing was looked up, for pages that report an error. */
export function anonymous(app: App, { request, caller }: Arrival): Visit {
  const cookies = new Cookies(undefined, app.config.origin)
  return { app, request, caller, cookies, visitor: undefined, newcomer: undefined }
}

/** Path and query of the page. */
export function addressOf({ request: { path, query } }: Visit): string {
  return path + (query && `?${query}`)
}

/** @throws SignInNeeded */
export function requireVisitor({ visitor }: Visit): SignedIn {
  if (!visitor) throw new SignInNeeded()
  return visitor
}

/**
 * A member who sends a form that does something. It is counted by account, like a request of the client API.
 * @throws SignInNeeded, TooManyRequests
 */
export function requireSender(visit: Visit): SignedIn {
  const visitor = requireVisitor(visit)
  spend(visit.app, 'account', String(visitor.account.id))
  return visitor
}

/**
 * For changes that a person who finds an open browser must not be able to make: of password, address and second factor.
 * The page with the form and the form itself both call it.
 * @throws SignInNeeded, ConfirmationNeeded
 */
export function requireConfirmed(visit: Visit): SignedIn {
  const signedIn = requireVisitor(visit)
  if (visit.app.clock.now() - signedIn.session.confirmed_at > CONFIRMED_FOR_MS) throw new ConfirmationNeeded()
  return signedIn
}

/** Signs this browser in from now on. A new session has a new secret, so a cookie set by another is worth nothing. */
export function keepSession({ app, cookies }: Visit, secret: string): void {
  cookies.set('session', secret, signInRecordsKeptMs(app))
  cookies.delete('form')
}

/**
 * The token that every form carries. It is derived from the visitor's cookie, so no other site knows it. Visitors who
 * are not signed in get a cookie with their first form.
 */
export function formTokenOf({ cookies, visitor }: Visit): string {
  const secret = (visitor && cookies.get('session')) ?? cookies.get('form') ?? newFormSecret(cookies)
  return createHmac('sha256', secret).update('form').digest('base64url')
}

function newFormSecret(cookies: Cookies): string {
  const secret = newToken()
  cookies.set('form', secret)
  return secret
}
