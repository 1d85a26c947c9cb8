/** What an owner may enter: the address and the events. */
import type { User } from '../../db/tables/users.ts'
import { refusedIn } from '../../lib/http/address-guard.ts'
import { parseHttpUrl } from '../../lib/http/hosts.ts'
import { oneLine } from '../../lib/text/one-line.ts'
import type { Problem, Problems } from '../../messages/en/fields.ts'
import type { App } from '../app.ts'
import { isDomainBlocked } from '../domains/is-blocked.ts'
import { InvalidFields } from '../errors.ts'
import { type WebhookEvent, webhookEventsFor } from './event-types.ts'

/** Characters of an unknown event that are repeated. */
const MAX_QUOTED = 40

export interface WebhookInput {
  url: string
  events: readonly string[]
}

interface CheckedWebhook {
  url: string
  events: WebhookEvent[]
}

/**
 * Checks the form of an address. Where its name leads is checked with each delivery, when the socket is opened.
 * @throws InvalidFields
 */
export async function checkWebhook(app: App, user: Pick<User, 'role'>, input: WebhookInput): Promise<CheckedWebhook> {
  const url = parseHttpUrl(input.url.trim())
  const offered = webhookEventsFor(user.role)
  const problems: Problems = {
    ...only('url', await urlProblem(app, url)),
    ...only('events', eventsProblem(offered, input.events)),
  }
  if (!url || Object.keys(problems).length > 0) throw new InvalidFields(problems)
  url.hash = ''
  return { url: url.href, events: offered.filter((type) => input.events.includes(type)) }
}

function only(field: string, problem: Problem | undefined): Problems {
  return problem ? { [field]: [problem] } : {}
}

async function urlProblem(app: App, url: URL | undefined): Promise<Problem | undefined> {
  if (!url) return ['not-a-url']
  const isClosedNetwork = app.config.allowPrivateAddresses
  if (!isClosedNetwork && url.protocol !== 'https:') return ['not-https']
  if (!isClosedNetwork && url.port !== '') return ['unusual-port']
  if (!isClosedNetwork && refusedIn(url) === 'private') return ['private-address']
  if (app.uris.leadsHere(url.href)) return ['address-of-this-server']
  return (await isDomainBlocked(app, url.host)) ? ['blocked-server'] : undefined
}

function eventsProblem(offered: readonly string[], events: readonly string[]): Problem | undefined {
  if (events.length === 0) return ['no-events']
  const unknown = events.find((type) => !offered.includes(type))
  return unknown === undefined ? undefined : ['unknown-event', { type: oneLine(unknown, MAX_QUOTED), offered }]
}
