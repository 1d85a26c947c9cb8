/** The mentions and hashtags of statuses, which are the same for every viewer. */

import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'
import type { HandleOwner } from '../accounts/acct.ts'
import type { Reader } from '../app.ts'

export type MentionedAccount = HandleOwner & Pick<Account, 'id' | 'url'>
export interface StatusTag {
  /** The normalized spelling, which every reader sees, whoever used the hashtag first. */
  tag_key: string
}

/** By status: the mentioned accounts in the order of their ids, and the hashtags in that of their author. */
export interface MentionsAndTags {
  mentions: ReadonlyMap<Id, readonly MentionedAccount[]>
  tags: ReadonlyMap<Id, readonly StatusTag[]>
}

export async function loadMentionsAndTags(app: Reader, ids: readonly Id[]): Promise<MentionsAndTags> {
  if (ids.length === 0) return { mentions: new Map(), tags: new Map() }
  const [mentions, tags] = [await findMentions(app, { ids }), await findTags(app, { ids })]
  return {
    mentions: Map.groupBy(mentions, (row) => row.status_id),
    tags: Map.groupBy(tags, (row) => row.status_id),
  }
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
    .select(['status_tags.status_id', 'tags.tag_key'])
    .where('status_tags.status_id', 'in', ids)
    .orderBy('status_tags.status_id')
    .orderBy('status_tags.place')
    .orderBy('status_tags.tag_id'),
)
