/** The address of a subscriber, which anyone may name in a request. */
import type { App } from '../../core/app.ts'
import { isDomainBlocked } from '../../core/domains/is-blocked.ts'
import { Forbidden, Invalid } from '../../core/errors.ts'
import { refusedIn } from '../../lib/http/address-guard.ts'
import { parseHttpUrl } from '../../lib/http/hosts.ts'

/** Longer addresses are refused by `parseHttpUrl`, also those that are asked. */
const MAX_LENGTH = 2_048
/** Of what a question has besides callback and topic: the names of the parameters, the challenge and the lease. */
const REST_LENGTH = 150

/**
 * Checks an address before anything is sent there. Where its name leads is checked when it is asked.
 * @returns the address as it was given, and its host
 * @throws Invalid, or Forbidden if its host is blocked
 */
export async function requireCallback(app: App, text: string): Promise<{ callback: string; host: string }> {
  const url = parseHttpUrl(text)
  if (url?.hash !== '') throw new Invalid('hub-callback-invalid', { max: MAX_LENGTH })
  if (app.uris.leadsHere(text)) throw new Invalid('hub-callback-here')
  if (!app.config.allowPrivateAddresses) requirePublic(url)
  if (await isDomainBlocked(app, url.host)) throw new Forbidden('host-blocked', { host: url.host })
  return { callback: text, host: url.host }
}

/** @throws Invalid if a question to the callback about this topic would be too long to be asked */
export function requireShortQuestion(callback: string, topic: string): void {
  const question = withParameters(callback, { 'hub.topic': topic })
  if (question.length + REST_LENGTH > MAX_LENGTH) throw new Invalid('hub-question-too-long', { max: MAX_LENGTH })
}

/** Leaves out the last parameter if the address would be too long with it. */
export function withParametersThatFit(callback: string, parameters: Record<string, string>): string {
  const whole = withParameters(callback, parameters)
  return whole.length <= MAX_LENGTH
    ? whole
    : withParameters(callback, Object.fromEntries(Object.entries(parameters).slice(0, -1)))
}

function requirePublic(url: URL): void {
  const refused = refusedIn(url)
  if (refused === 'port') throw new Invalid('hub-callback-port', { port: url.port })
  if (refused === 'private') throw new Invalid('hub-callback-private', { host: url.host })
}

/** Adds parameters to an address without changing what is there. */
export function withParameters(callback: string, parameters: Record<string, string>): string {
  return `${callback}${callback.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`
}

/** The lane of what is sent to a subscriber, so that it and the inboxes of its host do not stop each other. */
export function hubLane(host: string): string {
  return `websub ${host}`
}
