import type { ClientApp } from '../../db/tables/apps.ts'
import { covers, parseScopes } from '../tokens/scopes.ts'

/**
 * The scopes that an app asks for, at most those for which it registered.
 * @param asked separated by spaces; `read` when absent, as in Mastodon
 * @returns undefined if it did not register for one of them, or one does not exist
 */
export function scopesFor(client: Pick<ClientApp, 'scopes'>, asked: string | undefined): string[] | undefined {
  const registered = client.scopes.split(' ')
  const scopes = readScopes(asked || DEFAULT)
  return scopes?.every((scope) => covers(registered, scope)) ? scopes : undefined
}

const DEFAULT = 'read'

function readScopes(text: string): string[] | undefined {
  try {
    return parseScopes(text)
  } catch {
    return undefined
  }
}
