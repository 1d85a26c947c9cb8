/** Domain blocks. Nothing is accepted from a blocked server, and nothing is fetched from it. */
import type { Selectable } from 'kysely'
import type { Database } from '../../db/tables/index.ts'
import { normalizeHost, withoutPort } from '../../lib/http/hosts.ts'
import type { App } from '../app.ts'
import { Invalid, NotFound } from '../errors.ts'
import { blockedDomains } from './is-blocked.ts'

type DomainBlock = Selectable<Database['domain_blocks']>

/**
 * Blocks a domain and its subdomains. Blocking it again changes the reason.
 * @throws Invalid if it is not a domain, or covers our own
 */
export async function blockDomain(app: App, domain: string, { reason = '' } = {}): Promise<DomainBlock> {
  const name = domainOf(domain)
  const own = withoutPort(app.uris.host)
  if (own === name || own.endsWith(`.${name}`)) throw new Invalid('block-own-domain')
  const row = await app.db
    .insertInto('domain_blocks')
    .values({ domain: name, reason, created_at: app.clock.now() })
    .onConflict((conflict) => conflict.column('domain').doUpdateSet({ reason }))
    .returningAll()
    .executeTakeFirstOrThrow()
  app.slot(blockedDomains).clear()
  return row
}

/** @throws NotFound if the domain itself is not blocked */
export async function unblockDomain(app: App, domain: string): Promise<void> {
  const removed = await app.db
    .deleteFrom('domain_blocks')
    .where('domain', '=', domainOf(domain))
    .returning('domain')
    .executeTakeFirst()
  app.slot(blockedDomains).clear()
  if (!removed) throw new NotFound('domain-not-blocked', { domain })
}

/** All domain blocks, ordered by name. */
export async function listDomainBlocks(app: Pick<App, 'db'>): Promise<DomainBlock[]> {
  return await app.db.selectFrom('domain_blocks').selectAll().orderBy('domain').execute()
}

/** The one spelling of a typed domain, which may have `*.`, capitals, punycode or a trailing dot. */
function domainOf(typed: string): string {
  const name = normalizeHost(typed.trim().replace(/^\*\./, ''))
  if (!name) throw new Invalid('not-a-domain', { text: typed })
  return withoutPort(name)
}
