import { z } from 'zod'
import { acctOf } from '../../core/accounts/acct.ts'
import type { App } from '../../core/app.ts'
import { withMentionLinks } from '../../core/statuses/mention-links.ts'
import type { MentionedAccount } from '../../core/statuses/mentions-and-tags.ts'
import type { StatusView } from '../../core/statuses/view.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import { Json } from '../../lib/written-json.ts'
import { AccountEntity, profileUrl, renderAccount } from './account.ts'
import { CustomEmojiEntity, renderEmoji } from './custom-emoji.ts'
import { MediaAttachmentEntity, renderAttachment } from './media-attachment.ts'
import { RefusalEntity, renderRefusal } from './refusal.ts'
import { IsoTime, isoTime } from './time.ts'
import { renderVisibility, VisibilityEntity } from './visibility.ts'

const MentionEntity = z.strictObject({ id: z.string(), username: z.string(), acct: z.string(), url: z.url() })
const StatusTagEntity = z.strictObject({ name: z.string(), url: z.url() })

const shape = {
  id: z.string(),
  created_at: IsoTime,
  edited_at: IsoTime.nullable(),
  sensitive: z.boolean(),
  spoiler_text: z.string(),
  visibility: VisibilityEntity,
  language: z.string().nullable(),
  uri: z.url(),
  url: z.url(),
  content: z.string(),
  media_attachments: z.array(MediaAttachmentEntity),
  mentions: z.array(MentionEntity),
  tags: z.array(StatusTagEntity),
  emojis: z.array(CustomEmojiEntity),
  card: z.null(),
  poll: z.null(),
  in_reply_to_id: z.string().nullable(),
  in_reply_to_account_id: z.string().nullable(),
  replies_count: z.int(),
  reblogs_count: z.int(),
  favourites_count: z.int(),
  /** Ours, not Mastodon's, named as by Lemmy: whether the thread is closed to replies. */
  locked: z.boolean(),
  /** This field and the next five describe the viewer and are absent for anonymous requests. */
  favourited: z.boolean().optional(),
  reblogged: z.boolean().optional(),
  bookmarked: z.boolean().optional(),
  muted: z.boolean().optional(),
  pinned: z.boolean().optional(),
  filtered: z.array(z.never()).optional(),
  /** The app with which a post from here was written. Absent if its author does not show it to the viewer. */
  application: z.strictObject({ name: z.string(), website: z.url().nullable() }).nullable().optional(),
  account: AccountEntity,
  /** Ours, not Mastodon's: what other servers refused of the viewer's post or like. Absent if they refused nothing. */
  refusals: z.array(RefusalEntity).optional(),
  /** Not in Mastodon: the account of the community in whose thread it is. Absent outside of communities. */
  community_id: z.string().optional(),
  /** Only in the response to a deletion: the text as it was typed, so that the client can offer it again. */
  text: z.string().optional(),
}
export const StatusEntity = z.strictObject({
  ...shape,
  reblog: z.strictObject({ ...shape, reblog: z.null() }).nullable(),
})
export type StatusEntity = z.infer<typeof StatusEntity>

/** The texts are cached by id and revision. The counters and the viewer's part are added on each call. */
export function renderStatus(app: App, view: StatusView, { text }: { text?: string } = {}): Json<StatusEntity> {
  const reblog = view.boostOf ? renderStatus(app, view.boostOf).text : 'null'
  const source = text === undefined ? '' : `,"text":${JSON.stringify(text)}`
  return new Json(
    `${statusHead(app, view)}${countersOf(view)}${communityPart(view)}${lockPart(view)}${viewerPart(view)}${appPart(view)}${refusalsPart(view)}${source}` +
      `,"account":${renderAccount(app, view.account).text},"reblog":${reblog}}`,
  )
}

function countersOf({ status, boostOf }: StatusView): string {
  // A boost shows the counts of the boosted post, as in Mastodon.
  const counted = boostOf?.status ?? status
  return (
    `,"in_reply_to_id":${quoted(status.in_reply_to_id)},"in_reply_to_account_id":${quoted(status.in_reply_to_account_id)}` +
    `,"replies_count":${counted.replies_count},"reblogs_count":${counted.boosts_count}` +
    `,"favourites_count":${counted.favourites_count}`
  )
}

function communityPart({ community }: StatusView): string {
  return community ? `,"community_id":"${community.id}"` : ''
}

function lockPart({ isLocked, boostOf }: StatusView): string {
  return `,"locked":${boostOf?.isLocked ?? isLocked}`
}

const quoted = (id: number | null) => (id === null ? 'null' : `"${id}"`)

function viewerPart({ viewer, boostOf }: StatusView): string {
  const flags = boostOf?.viewer ?? viewer
  if (!flags) return ''
  return (
    `,"favourited":${flags.favourited},"reblogged":${flags.boosted},"bookmarked":${flags.bookmarked}` +
    `,"muted":false,"pinned":${flags.pinned},"filtered":[]`
  )
}

function appPart({ app }: StatusView): string {
  return app === undefined ? '' : `,"application":${JSON.stringify(app)}`
}

function refusalsPart({ refusals }: StatusView): string {
  return refusals === undefined ? '' : `,"refusals":${JSON.stringify(refusals.map(renderRefusal))}`
}

/** `id:revision…` → the start of a status's JSON, which is the same for every viewer. */
const statusHeads = slot(() => new LruMap<string, string>({ max: 20_000 }))

function statusHead(app: App, view: StatusView): string {
  const { status, mentions } = view
  let key = `${status.id}:${status.revision}`
  // Accounts rarely move or change their names, but they can.
  for (const account of mentions) key += `:${account.id} ${account.username} ${acctOf(account)} ${account.url}`
  // A transaction may still be rolled back, so it neither fills the cache nor uses it.
  const cached = app.db.isTransaction ? undefined : app.slot(statusHeads).get(key)
  if (cached !== undefined) return cached
  const text = JSON.stringify(sharedFields(app, view)).slice(0, -1)
  if (!app.db.isTransaction) app.slot(statusHeads).set(key, text)
  return text
}

function sharedFields(app: App, view: StatusView) {
  const { status, mentions, tags } = view
  const links = { ownHost: app.uris.host, hrefOf: (account: MentionedAccount) => profileUrl(app.uris, account) }
  return {
    id: String(status.id),
    created_at: isoTime(status.created_at),
    edited_at: status.edited_at === null ? null : isoTime(status.edited_at),
    sensitive: status.sensitive,
    spoiler_text: status.content_warning,
    visibility: renderVisibility(status.visibility),
    language: status.language,
    uri: status.uri,
    url: statusUrl(app.uris, view),
    content: withMentionLinks(status.content, mentions, links),
    media_attachments: status.attachments.map((one) => renderAttachment(app, one)),
    mentions: mentions.map((account) => ({
      id: String(account.id),
      username: account.username,
      acct: acctOf(account),
      url: profileUrl(app.uris, account),
    })),
    tags: tags.map(({ tag_key }) => ({ name: tag_key, url: app.uris.tag(tag_key) })),
    emojis: status.emojis.map((one) => renderEmoji(app, one)),
    card: null,
    poll: null,
  }
}

/** The address of the status's page. A boost has no page of its own and gets that of the boosted post. */
function statusUrl(uris: App['uris'], { status, account, boostOf }: StatusView): string {
  if (boostOf) return statusUrl(uris, boostOf)
  return status.local ? uris.statusPage(account.username, status.id) : (status.url ?? status.uri)
}
