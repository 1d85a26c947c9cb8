/** Renders profile texts of local accounts as safe HTML with links, hashtags and mentions of known accounts. */
import type { ProfileField } from '../../db/tables/accounts.ts'
import { findEntities } from '../../lib/text/find-entities.ts'
import { renderText } from '../../lib/text/render-text.ts'
import type { App } from '../app.ts'
import { mentionedHandle } from './acct.ts'
import { findAccountByAcct } from './find.ts'

/** Further mentions in one text are not linked, because each costs a query. */
const MAX_LINKED_NAMES = 20

/** A bio. */
export async function profileNote(app: Pick<App, 'db' | 'uris'>, typed: string): Promise<string> {
  const people = await mentionedIn(app, typed)
  return renderText(typed, {
    format: 'text/plain',
    mention: (name, host, isCommunity) => people.get(mentionedHandle({ name, host, isCommunity })),
    tag: app.uris.tag,
  })
}

/** Renders a profile field without a paragraph around it. Its name stays plain text. */
export async function profileField(
  app: Pick<App, 'db' | 'uris'>,
  { name, value }: { name: string; value: string },
): Promise<ProfileField> {
  const html = await profileNote(app, value)
  return { name, value: html.replace(/^<p>/, '').replace(/<\/p>$/, ''), source: value }
}

async function mentionedIn(app: Pick<App, 'db' | 'uris'>, typed: string): Promise<Map<string, { href: string }>> {
  const handles = findEntities(typed).flatMap((entity) => (entity.type === 'mention' ? [mentionedHandle(entity)] : []))
  const people = new Map<string, { href: string }>()
  for (const acct of [...new Set(handles)].slice(0, MAX_LINKED_NAMES)) {
    const account = await findAccountByAcct(app, acct)
    if (account) people.set(acct, { href: account.url ?? account.uri })
  }
  return people
}
