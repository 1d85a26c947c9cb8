import type { ClientApp } from '../../db/tables/apps.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import type { Problems } from '../../messages/en/fields.ts'
import type { App } from '../app.ts'
import { InvalidFields } from '../errors.ts'
import { parseScopes, scopesProblem } from '../tokens/scopes.ts'
import { areUsable, splitRedirectUris } from './redirect-uris.ts'

const MAX_NAME_LENGTH = 60
const MAX_WEBSITE_LENGTH = 2_000

interface NewApp {
  name: string
  redirectUris: readonly string[]
  /** Separated by spaces. */
  scopes: string
  website?: string | undefined
  /** Whether the app has no secret, because it cannot keep one. */
  isPublic?: boolean
}

/**
 * Registers a client app.
 * @returns the app and its secret, which is stored nowhere; undefined for a public client
 * @throws InvalidFields
 */
export async function registerApp(app: App, given: NewApp): Promise<{ client: ClientApp; secret?: string }> {
  const uris = splitRedirectUris(given.redirectUris)
  const name = given.name.replace(/\p{Cc}/gu, ' ').trim()
  const website = given.website?.trim() || null
  refuse({ name, website, uris, scopes: given.scopes })
  const secret = given.isPublic ? undefined : newToken()
  const client = {
    id: app.ids.next(),
    client_id: newToken(),
    secret_hash: secret === undefined ? null : hashToken(secret),
    name,
    website,
    redirect_uris: uris.join('\n'),
    scopes: parseScopes(given.scopes).join(' '),
    created_at: app.clock.now(),
    allowed_at: null,
    used_at: null,
  }
  await app.db.insertInto('apps').values(client).execute()
  return { client, ...(secret !== undefined && { secret }) }
}

interface Checked {
  name: string
  website: string | null
  uris: readonly string[]
  scopes: string
}

function refuse({ name, website, uris, scopes }: Checked): void {
  const problems: Problems = {}
  const scopeProblem = scopesProblem(scopes)
  if (name === '') problems.client_name = [['blank']]
  else if ([...name].length > MAX_NAME_LENGTH) problems.client_name = [['too-long', { max: MAX_NAME_LENGTH }]]
  if (website !== null && !isWebsite(website)) problems.website = [['not-a-url']]
  if (uris.length === 0) problems.redirect_uris = [['blank']]
  else if (!areUsable(uris)) problems.redirect_uris = [['redirect-uri-unusable']]
  if (scopeProblem) problems.scopes = [scopeProblem]
  if (Object.keys(problems).length > 0) throw new InvalidFields(problems)
}

function isWebsite(text: string): boolean {
  return text.length <= MAX_WEBSITE_LENGTH && /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}
