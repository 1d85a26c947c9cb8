/** Turns typed text into safe HTML, mentions and hashtags. May wait on the network. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { findEntities } from '../../lib/text/find-entities.ts'
import { renderText } from '../../lib/text/render-text.ts'
import { type Mentioned, mentionedHandle } from '../accounts/acct.ts'
import { findAccountByAcct } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { AtollError, InvalidFields } from '../errors.ts'
import { isActive } from '../policy/active.ts'
import { MAX_MENTIONS } from './limits.ts'
import type { DraftMention } from './store.ts'

interface ComposedText {
  html: string
  mentions: DraftMention[]
  /** As typed, without `#`. */
  tags: string[]
}

/**
 * Mentions of accounts that cannot be found stay plain text.
 * @throws Invalid if there are too many mentions
 */
export async function composeText(app: App, text: string, format: Status['source_type']): Promise<ComposedText> {
  const accounts = await findAllMentioned(app, text)
  const mentioned = new Map<Id, Account>()
  const tags: string[] = []
  // Only rendered mentions count: a name in code or in the text of a link mentions nobody.
  const html = renderText(text, {
    format,
    mention(name, host, isCommunity) {
      const account = accounts.get(keyOf({ name, host, isCommunity }))
      if (!account) return undefined
      mentioned.set(account.id, account)
      return { href: account.url ?? (account.domain === null ? app.uris.profile(account.username) : account.uri) }
    },
    tag(name) {
      tags.push(name)
      return app.uris.tag(name)
    },
  })
  const mentions = [...mentioned.values()].map((account) => ({ account, silent: false }))
  return { html, mentions, tags }
}

function keyOf(mention: Mentioned): string {
  return mentionedHandle(mention).toLowerCase()
}

async function findAllMentioned(app: App, text: string): Promise<Map<string, Account>> {
  const handles = new Set<string>()
  for (const entity of findEntities(text)) if (entity.type === 'mention') handles.add(keyOf(entity))
  if (handles.size > MAX_MENTIONS) throw new InvalidFields({ text: [['too-many-mentions', { max: MAX_MENTIONS }]] })
  const found = await Promise.all([...handles].map(async (one) => [one, await findMentioned(app, one)] as const))
  return new Map(found.flatMap(([handle, account]) => (account ? [[handle, account] as const] : [])))
}

async function findMentioned(app: App, handle: string): Promise<Account | undefined> {
  const account =
    (await findAccountByAcct(app, handle)) ?? (handle.includes('@') ? await fetchAccount(app, handle) : undefined)
  return account && isActive(account) ? account : undefined
}

async function fetchAccount(app: App, handle: string): Promise<Account | undefined> {
  try {
    return await app.remote.account(handle)
  } catch (error) {
    if (!(error instanceof AtollError)) throw error
    app.log.debug({ handle, code: error.code, params: error.params }, 'could not find a mentioned account')
    return undefined
  }
}
