import type { VNode } from 'preact'
import { isCommunity } from '../../core/policy/community.ts'
import { isOpen } from '../../core/policy/open.ts'
import { isReply } from '../../core/policy/replies.ts'
import { withMentionLinks } from '../../core/statuses/mention-links.ts'
import type { MentionedAccount } from '../../core/statuses/mentions-and-tags.ts'
import { leaveOutOwnLink } from '../../core/statuses/own-link.ts'
import { splitTitle } from '../../core/statuses/split-title.ts'
import type { StatusView } from '../../core/statuses/view.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { Visit } from '../visit/visit.ts'
import { ActionBar } from './action-bar.tsx'
import { Html } from './html.tsx'
import { Icon } from './icon.tsx'
import { InCommunity } from './in-community.tsx'
import { Avatar, Byline, nameOf, pagesOf, profilePath, WrittenHandle } from './person.tsx'
import { PostContent } from './post-content.tsx'
import { RefusalMark, Refusals } from './refusals.tsx'
import { count, Time } from './time.tsx'
import { visibilityName } from './visibility-picker.tsx'

interface PostCardProps {
  visit: Visit
  /** A post, or a boost of one. */
  view: StatusView
  /**
   * `feed`: in a list. `thread`: above or below the post that the page is about. `full`: the page is about this post, so
   * its counts are shown. `topic`: in the list of a community. `still`: to look at, without buttons.
   */
  variant?: 'feed' | 'thread' | 'full' | 'topic' | 'still' | undefined
  /** Its id on the page, to which its buttons lead back. */
  anchor?: string
}

export function PostCard({ visit, view, variant = 'feed', anchor }: PostCardProps): VNode {
  const shown = view.boostOf ?? view
  const { account } = shown
  const links = { ownHost: visit.app.uris.host, hrefOf: (one: MentionedAccount) => profilePath(one, visit) }
  const text = leaveOutOwnLink(shown.status, splitTitle(shown.status)?.text ?? shown.status.content)
  const status = { ...shown.status, content: withMentionLinks(text, shown.mentions, links) }
  const classes = ['post', variant === 'full' && 'focus', status.visibility === 'direct' && 'direct']
  return (
    <article class={classes.filter(Boolean).join(' ')} id={anchor} aria-label={`Post by ${nameOf(account)}`}>
      {variant === 'feed' && <Origin view={view} visit={visit} />}
      <header class="post-head">
        <Avatar account={account} visit={visit} />
        <Byline account={account} visit={visit} />
        <span class="when">
          <a href={postPath(shown, visit)}>
            <Time at={status.created_at} />
          </a>
          {!isOpen(status) && <Audience view={shown} />}
        </span>
      </header>
      {variant === 'feed' && <ReplyTo view={shown} />}
      <PostContent
        uris={visit.app.uris}
        status={status}
        title={<Title view={shown} visit={visit} isLink={variant !== 'full'} />}
        mediaPage={mediaPageOf(shown, visit)}
      />
      {variant === 'full' && <Refusals refusals={shown.refusals} />}
      {(variant === 'feed' || variant === 'thread' || variant === 'topic') && (
        <RefusalMark refusals={shown.refusals} path={postPath(shown, visit)} />
      )}
      {variant === 'full' && <Counts view={shown} />}
      {variant === 'topic' && <TopicCounts view={shown} />}
      {variant !== 'still' && <ActionBar visit={visit} view={shown} anchor={anchor} />}
    </article>
  )
}

/** Why a post is in this list, and where a topic was posted. A community shows its topics by boosting them. */
function Origin({ view, visit }: { view: StatusView; visit: Visit }): VNode {
  const { account, boostOf } = view
  const shown = boostOf ?? view
  const isShownByCommunity = boostOf !== undefined && isCommunity(account)
  const isBoost = boostOf !== undefined && !isShownByCommunity
  const community = isShownByCommunity ? account : isReply(shown.status) ? undefined : shown.community
  return (
    <>
      {isBoost && (
        <p class="context boost">
          {visit.visitor && <Icon name="boost" />}
          <a href={profilePath(account, visit)}>
            <bdi>{nameOf(account)}</bdi>
          </a>{' '}
          boosted
        </p>
      )}
      {community && <InCommunity community={community} visit={visit} />}
    </>
  )
}

/** The title of a topic, which leads to it. */
function Title({ view, visit, isLink }: { view: StatusView; visit: Visit; isLink: boolean }): VNode | null {
  const { status } = view
  const { title } = splitTitle(status) ?? {}
  if (title === undefined) return null
  const words = <Html as="span" safe={title} lang={status.language ?? undefined} dir="auto" />
  return <h2 class="title">{isLink ? <a href={postPath(view, visit)}>{words}</a> : words}</h2>
}

/**
 * Where this visitor reads a post: here if it is local or they are signed in, otherwise on its own server. Above a reply
 * there may be many posts, so its page is opened at the reply.
 */
export function postPath({ status, account }: StatusView, { visitor }: Pick<Visit, 'visitor'>): string {
  if (!status.local && !visitor) return status.url ?? status.uri
  const place = status.in_reply_to_id === null ? '' : `#post-${status.id}`
  return `${pagesOf(account)}/${status.id}${place}`
}

/** Visitors see the media of other servers here, but no page about them. */
function mediaPageOf({ status, account }: StatusView, { visitor }: Visit): ((place: number) => string) | undefined {
  if (!status.local && !visitor) return undefined
  return (place) => mediaPath(account, status.id, place)
}

/** The page about one picture, film or sound of a post. @param place from 0 */
export function mediaPath(account: Account, statusId: Id, place: number): string {
  return `${pagesOf(account)}/${statusId}/media/${place + 1}`
}

/** Shown only if not everyone may see the post. */
function Audience({ view: { status } }: { view: StatusView }): VNode {
  return (
    <span class="audience">
      <Icon name={status.visibility === 'direct' ? 'letter' : 'lock'} />
      {visibilityName(status.visibility)}
    </span>
  )
}

function ReplyTo({ view }: { view: StatusView }): VNode | null {
  const { status, mentions } = view
  if (!isReply(status)) return null
  const parent = mentions.find(({ id }) => id === status.in_reply_to_account_id)
  return <p class="context">In reply to {parent ? <WrittenHandle account={parent} /> : 'another post'}</p>
}

/** Without boosts, since the community's own says nothing. We may not know all replies, so nothing is said of none. */
function TopicCounts({ view: { status } }: { view: StatusView }): VNode | null {
  const { replies_count, favourites_count } = status
  const parts = [
    replies_count > 0 && count(replies_count, 'reply', 'replies'),
    favourites_count > 0 && count(favourites_count, 'like', 'likes'),
  ].filter((part) => part !== false)
  return parts.length === 0 ? null : <p class="counts">{parts.join(' · ')}</p>
}

/** The post on its own server. */
function Original({ status: { url, uri } }: { status: StatusView['status'] }): VNode {
  const { href, host } = new URL(url ?? uri)
  return (
    <a href={href} rel="nofollow noreferrer">
      on {host}
    </a>
  )
}

function Counts({ view }: { view: StatusView }): VNode {
  const { status } = view
  const parts = [
    count(status.replies_count, 'reply', 'replies'),
    count(status.boosts_count, 'boost', 'boosts'),
    count(status.favourites_count, 'like', 'likes'),
  ]
  return (
    <p class="counts">
      {parts.join(' · ')}
      {status.edited_at !== null && (
        <>
          {' · '}
          <a href={`${pagesOf(view.account)}/${status.id}/history`}>
            edited <Time at={status.edited_at} />
          </a>
        </>
      )}
      {!status.local && (
        <>
          {' · '}
          <Original status={status} />
        </>
      )}
    </p>
  )
}
