import { parseHttpUrl } from '../../lib/http/hosts.ts'
import type { App } from '../app.ts'
import { Declined } from '../errors.ts'

const OF_ACCOUNT = /^\/@([^/.]+)/

/** @throws Declined if an address leads to this server, whose accounts are followed themselves */
export function refuseOwnFeed({ uris }: Pick<App, 'uris'>, address: string): void {
  if (!uris.leadsHere(address)) return
  const acct = OF_ACCOUNT.exec(parseHttpUrl(address)?.pathname ?? '')?.[1]
  throw acct === undefined ? new Declined('feed-here') : new Declined('feed-of-this-server', { acct })
}
