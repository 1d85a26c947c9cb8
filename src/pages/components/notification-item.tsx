import type { VNode } from 'preact'
import type { NotificationView } from '../../core/notifications/view.ts'
import { isCommunity } from '../../core/policy/community.ts'
import type { RelationshipView } from '../../core/relationships/view.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { NotificationType } from '../../db/tables/notifications.ts'
import { addressOf, type Visit } from '../visit/visit.ts'
import { AccountRow } from './account-row.tsx'
import { ModeratorsReason } from './ban-notice.tsx'
import { FollowButton } from './follow-button.tsx'
import { Form } from './form.tsx'
import { Icon, type IconName } from './icon.tsx'
import { nameOf, profilePath } from './person.tsx'
import { PostCard } from './post-card.tsx'
import { Time } from './time.tsx'

/** What happened, after the names of those who did it. */
const KINDS: Record<NotificationType, { icon: IconName; words: string }> = {
  mention: { icon: 'reply', words: 'mentioned you' },
  status: { icon: 'notifications', words: 'posted' },
  reblog: { icon: 'boost', words: 'boosted your post' },
  favourite: { icon: 'like', words: 'liked your post' },
  follow: { icon: 'profile', words: 'followed you' },
  follow_request: { icon: 'lock', words: 'asks to follow you' },
  update: { icon: 'compose', words: 'edited a post that you boosted' },
  rejection: { icon: 'lock', words: 'did not accept your like or boost of this post' },
  removal: { icon: 'delete', words: 'removed your post from the community' },
  ban: { icon: 'lock', words: 'banned you' },
  unban: { icon: 'lock', words: 'lifted your ban: you can take part again' },
  move: { icon: 'profile', words: 'has moved to another account' },
  'admin.sign_up': { icon: 'profile', words: 'signed up' },
}

const REPLY_REJECTED = 'did not accept your reply'
const BANNED_BY_SERVER = 'banned you from all of its communities'

/** The post says when. */
const WITH_TIME: ReadonlySet<NotificationType> = new Set(['mention', 'status'])

/** More are counted. */
const NAMES_SHOWN = 3

interface NotificationItemProps {
  visit: Visit
  /** Latest first; they have type and post in common. */
  group: readonly [NotificationView, ...NotificationView[]]
  /** The member's, to the account of a follow. */
  relationship: RelationshipView | undefined
}

export function NotificationItem({ visit, group, relationship }: NotificationItemProps): VNode {
  const { row } = group[0]
  const { icon } = KINDS[row.type]
  return (
    <article class="notification" id={`notification-${row.id}`} aria-labelledby={`what-${row.id}`}>
      <div class="notification-head">
        <h2 class={`notification-what of-${icon}`} id={`what-${row.id}`}>
          <Icon name={icon} />
          <span>
            <Names visit={visit} people={group.map(({ from }) => from)} /> {wordsFor(group[0])}
          </span>
        </h2>
        {!WITH_TIME.has(row.type) && (
          <span class="when">
            <Time at={row.created_at} />
          </span>
        )}
      </div>
      <Decision view={group[0]} />
      <Subject visit={visit} view={group[0]} relationship={relationship} />
      <Dismiss visit={visit} group={group} />
    </article>
  )
}

/** A rejected reply is a post of the member; a rejected like or boost is of a post of the one who rejects it. */
function wordsFor({ row, from, status }: NotificationView): string {
  if (row.type === 'rejection' && status?.account.id !== from.id) return REPLY_REJECTED
  if (row.type === 'ban' && !isCommunity(from)) return BANNED_BY_SERVER
  return KINDS[row.type].words
}

/** What a moderator said about it, and when a ban ends. */
function Decision({ view: { row } }: { view: NotificationView }): VNode | null {
  const { type, reason, expires_at } = row
  if (type !== 'ban' && reason === '') return null
  return (
    <>
      {type === 'ban' && <p>You cannot join, post, reply or like there{until(expires_at)}.</p>}
      <ModeratorsReason text={reason} />
    </>
  )
}

function until(expiresAt: number | null): VNode | string {
  if (expiresAt === null) return ''
  return (
    <>
      {' '}
      until <Time at={expiresAt} />
    </>
  )
}

function Names({ visit, people }: { visit: Visit; people: readonly Account[] }): VNode {
  const more = people.length - NAMES_SHOWN
  const shown = people.slice(0, NAMES_SHOWN)
  return (
    <>
      {shown.map((account, at) => (
        <>
          {separator(at, people.length)}
          <a href={profilePath(account, visit)}>
            <bdi>{nameOf(account)}</bdi>
          </a>
        </>
      ))}
      {more > 0 && ` and ${more} ${more === 1 ? 'other' : 'others'}`}
    </>
  )
}

/** `Ana`, `Ana and Bo`, `Ana, Bo and Cy`, `Ana, Bo, Cy and 2 others` */
function separator(at: number, total: number): string {
  if (at === 0) return ''
  return at === total - 1 ? ' and ' : ', '
}

/** The post or the account that it is about. */
function Subject({ visit, view, relationship }: Omit<NotificationItemProps, 'group'> & { view: NotificationView }) {
  const { row, from, status, target } = view
  if (status) {
    const isOwn = row.type === 'favourite' || row.type === 'reblog'
    return <PostCard visit={visit} view={status} {...(isOwn ? { variant: 'still' } : { anchor: `post-${row.id}` })} />
  }
  return (
    <AccountRow visit={visit} account={target ?? from}>
      {row.type === 'follow_request' ? (
        <a href="/follow-requests">Answer</a>
      ) : (
        relationship && <FollowButton visit={visit} account={target ?? from} relationship={relationship} />
      )}
    </AccountRow>
  )
}

function Dismiss({ visit, group }: Pick<NotificationItemProps, 'visit' | 'group'>): VNode {
  return (
    <Form visit={visit} class="inline" action="/notifications/dismiss">
      <input type="hidden" name="ids" value={group.map(({ row }) => row.id).join(' ')} />
      <input type="hidden" name="back" value={addressOf(visit)} />
      <button type="submit" class="link">
        Dismiss
      </button>
    </Form>
  )
}
