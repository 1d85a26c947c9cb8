/** What belongs to a status for everybody: who is named in it, and its tags. */

import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'
import type { HandleOwner } from '../accounts/acct.ts'
import type { Reader } from '../app.ts'

export type MentionedAccount = HandleOwner & Pick<Account, 'id' | 'url'>
export interface TagName {
  name: string
  tag_key: string
}

export async function loadMentionsAndTags(app: Reader, ids: readonly Id[]) {
  const mentions = new Map<Id, { account: MentionedAccount }[]>()
  const tags = new Map<Id, TagName[]>()
  if (ids.length === 0) return { mentions, tags }
  for (const { status_id, ...account } of await findMentions(app, { ids })) push(mentions, status_id, { account })
  for (const { status_id, ...tag } of await findTags(app, { ids })) push(tags, status_id, tag)
  return { mentions, tags }
}

function push<T>(lists: Map<Id, T[]>, id: Id, item: T): void {
  const list = lists.get(id)
  if (list) list.push(item)
  else lists.set(id, [item])
}

const findMentions = compiled({ ids: list(id()) }, (db, { ids }) =>
  db
    .selectFrom('mentions')
    .innerJoin('accounts', 'accounts.id', 'mentions.account_id')
    .select([
      'mentions.status_id',
      'accounts.id',
      'accounts.uri',
      'accounts.url',
      'accounts.username',
      'accounts.domain',
      'accounts.acct_key',
    ])
    .where('mentions.status_id', 'in', ids)
    .where('mentions.silent', '=', false)
    .orderBy('mentions.status_id')
    .orderBy('mentions.account_id'),
)

const findTags = compiled({ ids: list(id()) }, (db, { ids }) =>
  db
    .selectFrom('status_tags')
    .innerJoin('tags', 'tags.id', 'status_tags.tag_id')
    .select(['status_tags.status_id', 'tags.name', 'tags.tag_key'])
    .where('status_tags.status_id', 'in', ids),
)
