import { z } from 'zod'
import { acctOf } from '../../core/accounts/acct.ts'
import type { ProfilePicture } from '../../core/accounts/make-pictures.ts'
import { shownCounts } from '../../core/accounts/origin-counts.ts'
import { profilePictureUrl } from '../../core/accounts/picture-url.ts'
import type { App } from '../../core/app.ts'
import { isSuspended } from '../../core/policy/active.ts'
import type { Account as Row } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import { Json } from '../../lib/written-json.ts'
import { CustomEmojiEntity, renderEmoji } from './custom-emoji.ts'
import { FieldEntity, renderField } from './field.ts'
import { IsoTime, isoDay, isoTime } from './time.ts'

const shape = {
  id: z.string(),
  username: z.string(),
  acct: z.string(),
  display_name: z.string(),
  locked: z.boolean(),
  bot: z.boolean(),
  discoverable: z.boolean(),
  indexable: z.boolean(),
  group: z.boolean(),
  noindex: z.boolean(),
  hide_collections: z.boolean(),
  created_at: IsoTime,
  note: z.string(),
  url: z.url(),
  uri: z.url(),
  avatar: z.url(),
  avatar_static: z.url(),
  avatar_description: z.string(),
  header: z.url(),
  header_static: z.url(),
  header_description: z.string(),
  emojis: z.array(CustomEmojiEntity),
  fields: z.array(FieldEntity),
  roles: z.array(z.strictObject({ id: z.string(), name: z.string(), color: z.string() })),
  /** Absent unless the account is suspended. */
  suspended: z.literal(true).optional(),
  followers_count: z.int(),
  following_count: z.int(),
  statuses_count: z.int(),
  last_status_at: z.iso.date().nullable(),
}
export const AccountEntity = z.strictObject({
  ...shape,
  /** Where the account has moved; absent in posts, and unless the new account has confirmed it. */
  moved: z.strictObject(shape).optional(),
})
export type AccountEntity = z.infer<typeof AccountEntity>

/** Clients recognize a missing picture by these paths. */
export const MISSING_AVATAR = '/avatars/original/missing.png'
export const MISSING_HEADER = '/headers/original/missing.png'

/** The part with the texts is cached by id and revision; the counters change too often and are appended. */
export function renderAccount(app: App, row: Row, moved?: Row): Json<AccountEntity> {
  const { followers, following, statuses } = shownCounts(row)
  return new Json(
    `${accountHead(app, row)},"followers_count":${followers},"following_count":${following}` +
      `,"statuses_count":${statuses}${moved ? `,"moved":${renderAccount(app, moved).text}` : ''}}`,
  )
}

/** `id:revision…` → the JSON of an account up to its counters. */
const accountHeads = slot(() => new LruMap<string, string>({ max: 10_000 }))

function accountHead(app: App, row: Row): string {
  const day = row.last_status_at === null ? null : Math.floor(row.last_status_at / DAY)
  const key = `${row.id}:${row.revision}:${day}:${row.suspended_at}`
  // A transaction may still be rolled back, so it neither fills the cache nor uses it.
  const cached = app.db.isTransaction ? undefined : app.slot(accountHeads).get(key)
  if (cached !== undefined) return cached
  const head = JSON.stringify({
    ...identity(app, row),
    ...(isSuspended(row) ? blank(app) : profile(app, row)),
  })
  const text = head.slice(0, -1)
  if (!app.db.isTransaction) app.slot(accountHeads).set(key, text)
  return text
}

function identity({ uris }: App, row: Row) {
  return {
    id: String(row.id),
    username: row.username,
    acct: acctOf(row),
    url: profileUrl(uris, row),
    uri: row.uri,
    created_at: isoTime(row.created_at),
    locked: row.locked,
    bot: row.bot,
    group: row.actor_type === 'Group',
    discoverable: row.discoverable,
    indexable: row.indexable,
    noindex: !row.indexable,
    hide_collections: row.hides_network,
    last_status_at: row.last_status_at === null ? null : isoDay(row.last_status_at),
    roles: [],
  }
}

function profile(app: App, row: Row) {
  const { uris } = app
  const picture = (...which: [ProfilePicture, 'original' | 'preview']) =>
    profilePictureUrl(uris, row, ...which) ?? missingPicture(uris, which[0])
  return {
    display_name: row.display_name,
    note: row.note,
    avatar: picture('avatar', 'original'),
    avatar_static: picture('avatar', 'preview'),
    avatar_description: row.avatar_description,
    header: picture('header', 'original'),
    header_static: picture('header', 'preview'),
    header_description: row.header_description,
    emojis: row.emojis.map((one) => renderEmoji(app, one)),
    fields: row.fields.map(renderField),
  }
}

/** A suspended account shows only its name (R-41). */
function blank({ uris }: App) {
  const [avatar, header] = [missingPicture(uris, 'avatar'), missingPicture(uris, 'header')]
  const pictures = { avatar, avatar_static: avatar, header, header_static: header }
  const descriptions = { avatar_description: '', header_description: '' }
  return { display_name: '', note: '', ...pictures, ...descriptions, emojis: [], fields: [], suspended: true as const }
}

function missingPicture({ origin }: App['uris'], name: ProfilePicture): string {
  return origin + { avatar: MISSING_AVATAR, header: MISSING_HEADER }[name]
}

/** The address of the account's profile page. */
export function profileUrl(uris: App['uris'], row: Pick<Row, 'username' | 'domain' | 'url' | 'uri'>): string {
  return row.domain === null ? uris.profile(row.username) : (row.url ?? row.uri)
}
