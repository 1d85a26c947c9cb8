import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Table } from '../../db/tables/columns.ts'
import { tables } from '../../db/tables/index.ts'
import { REFERENCES } from './references.ts'

/** The columns that name an account and are not listed, by the reason why they need not be looked at. */
const OTHERS = {
  deletedWithIt: [
    ['account_keys', 'account_id'],
    ['moves', 'account_id'],
    ['followed_feeds', 'account_id'],
  ],
  deletedAfterAWeek: [
    ['ended_follows', 'account_id'],
    ['ended_follows', 'target_id'],
  ],
  onlyLocalAccounts: [
    ['users', 'account_id'],
    ['idempotency_keys', 'account_id'],
    ['home_entries', 'account_id'],
    ['inbox', 'recipient_id'],
    ['outbox', 'account_id'],
    ['media', 'account_id'],
    ['reports', 'account_id'],
    ['refusals', 'account_id'],
    ['websub_subscriptions', 'account_id'],
    ['deleted_messages', 'reader_id'],
  ],
  mentionedToo: [['statuses', 'reader_id']],
  comesBackUnderItsId: [['dropped_statuses', 'account_id']],
  /** The origin of the post then suffices. */
  mayBeUnknown: [['tombstones', 'account_id']],
  lookedUpWhenThePostComesBack: [['dropped_statuses', 'community_id']],
  onlyAuthorsOfStatuses: [
    ['home_entries', 'author_id'],
    ['public_entries', 'account_id'],
  ],
} as const

/** Ids of something other than an account. A column that is in neither list fails the test until somebody decides. */
const NOT_ACCOUNTS: ReadonlySet<string> = new Set([
  'user_id',
  'app_id',
  'sign_up_app_id',
  'authorization_id',
  'parent_id',
  'status_id',
  'edit_id',
  'media_id',
  'token_id',
  'webhook_id',
  'tag_id',
  'in_reply_to_id',
  'conversation_id',
  'boost_of_id',
])

const named = (list: readonly (readonly [string, string])[]) => list.map((reference) => reference.join('.')).sort()

test('each column that names an account is listed', () => {
  const columns = Object.entries<Table>(tables).flatMap(([table, { columns }]) =>
    Object.entries(columns)
      .filter(([name, { storage }]) => storage === 'integer' && name.endsWith('_id') && !NOT_ACCOUNTS.has(name))
      .map(([name]) => `${table}.${name}`),
  )
  assert.deepEqual(named([...REFERENCES, ...Object.values(OTHERS).flat()]), columns.sort())
})

test('each column that is looked up leads an index', () => {
  for (const [name, column] of REFERENCES) {
    const { columns, indexes }: Table = tables[name]
    const [firstOfKey] = Object.keys(columns).filter((key) => columns[key]?.primary)
    const leading = [firstOfKey, ...indexes.map((index) => index.columns[0])]
    assert.ok(leading.includes(column), `${name}.${column}`)
  }
})
