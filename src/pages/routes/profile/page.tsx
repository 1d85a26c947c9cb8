/** `/@name`, `/@name@host`: an account with its posts; under `/replies`, with its replies too. */
import type { VNode } from 'preact'
import { writtenHandle } from '../../../core/accounts/acct.ts'
import type { App } from '../../../core/app.ts'
import { leaveOutPinned } from '../../../core/communities/leave-out-pinned.ts'
import { findModerators } from '../../../core/communities/moderators.ts'
import { findFollowedFeed } from '../../../core/followed-feeds/find.ts'
import { findMoveTargets } from '../../../core/moves/find.ts'
import { isCommunity } from '../../../core/policy/community.ts'
import { loadStatuses, type StatusView } from '../../../core/statuses/view.ts'
import { accountTimeline } from '../../../core/timelines/account.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import { htmlToText } from '../../../lib/html/html-to-text.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { Feed } from '../../components/feed.tsx'
import { FollowByFeed, type PageFeed } from '../../components/feed-links.tsx'
import type { PageHead } from '../../components/layout.tsx'
import { nameOf, pagesOf } from '../../components/person.tsx'
import { feedPage } from '../../http/feed-page.tsx'
import { pageOf } from '../../http/page-of.ts'
import { portraitOf } from '../../http/preview-picture.ts'
import type { Visit } from '../../visit/visit.ts'
import { pageOfAccount } from './find.tsx'
import { relationshipTo } from './relationship.ts'
import { ProfileTop } from './top.tsx'

const MAX_AGE_S = 30
const DESCRIPTION_LENGTH = 200
/** How many pinned topics of a community are shown without a click. */
const SHOWN_PINNED_TOPICS = 2

export const profilePage = pageOfAccount('', (visit, account) => showPosts(visit, account, ''))
export const repliesPage = pageOfAccount('/replies', (visit, account) => showPosts(visit, account, '/replies'))

async function showPosts(visit: Visit, account: Account, tab: '' | '/replies'): Promise<Answer> {
  const { app, request } = visit
  const page = pageOf(request)
  const excludeReplies = tab === ''
  if (visit.visitor) await app.remote.freshen(account)
  const isFirst = page.maxId === undefined && page.minId === undefined
  const pinned = isFirst && excludeReplies ? await pinnedPosts(visit, account) : null
  const feed = feedsOf(account, tab)[0]?.feed
  const cursors = await accountTimeline(app, account, visit.visitor?.account, { excludeReplies }, page)
  return feedPage(visit, {
    path: pagesOf(account) + tab,
    head: { ...headOf(app, account), feeds: feedsOf(account, tab) },
    page,
    cursors,
    // Pinned topics stand above the others, not among them as well.
    ids: pinned && isCommunity(account) ? await leaveOutPinned(app, account.id, cursors) : cursors,
    empty: emptyFor(account),
    maxAge: MAX_AGE_S,
    variant: variantOf(account),
    top: (
      <>
        <ProfileTop
          visit={visit}
          account={account}
          relationship={await relationshipTo(visit, account)}
          here={tab}
          moved={(await findMoveTargets(app, [account.id])).get(account.id)}
          moderators={isCommunity(account) ? await findModerators(app, account.id) : []}
          reading={account.is_feed ? await findFollowedFeed(app, account.id) : undefined}
        />
        {feed && <FollowByFeed feed={feed} visit={visit} />}
        {pinned}
        <h2 class={pinned ? undefined : 'unseen'}>{excludeReplies ? 'Posts' : 'Posts and replies'}</h2>
      </>
    ),
  })
}

/** Only for accounts here: another server publishes the feeds of its own. */
function feedsOf(account: Account, tab: '' | '/replies'): PageFeed[] {
  if (account.domain !== null) return []
  const feeds: PageFeed[] = [
    { feed: { kind: 'account', account }, title: `Posts of ${nameOf(account)}` },
    { feed: { kind: 'replies', account }, title: `Posts and replies of ${nameOf(account)}` },
  ]
  return tab === '' ? feeds : feeds.toReversed()
}

/** What a community boosts are its topics. */
function variantOf(account: Account): 'feed' | 'topic' {
  return isCommunity(account) ? 'topic' : 'feed'
}

/** A community pins many, and they should not hide what is new, so most are folded. */
async function pinnedPosts(visit: Visit, account: Account): Promise<VNode | null> {
  const viewer = visit.visitor?.account
  const ids = await accountTimeline(visit.app, account, viewer, { pinned: true }, pageOf(visit.request))
  const views = await loadStatuses(visit.app, ids, viewer)
  if (views.length === 0) return null
  const shown = isCommunity(account) ? SHOWN_PINNED_TOPICS : views.length
  const listed = (some: readonly StatusView[]) => (
    <Feed visit={visit} views={some} empty="" name="pinned" variant={variantOf(account)} />
  )
  return (
    <>
      <h2>Pinned</h2>
      {listed(views.slice(0, shown))}
      {views.length > shown && (
        <details class="fold">
          <summary>{views.length - shown} more pinned</summary>
          {listed(views.slice(shown))}
        </details>
      )}
    </>
  )
}

function emptyFor(account: Account): string {
  if (account.domain === null) return `${nameOf(account)} has no posts that you can see.`
  return `This server has no posts ${isCommunity(account) ? 'in' : 'of'} ${nameOf(account)} that you can see. There may be more on ${account.domain}.`
}

function headOf(app: App, account: Account): PageHead {
  const isLocal = account.domain === null
  const handle = isLocal ? `@${account.username}@${app.uris.host}` : writtenHandle(account)
  return {
    title: `${nameOf(account)} (${handle})`,
    description: htmlToText(account.note).slice(0, DESCRIPTION_LENGTH),
    ...(isLocal && { canonical: app.uris.profile(account.username) }),
    activity: account.uri,
    image: portraitOf(app, account),
    type: 'profile',
    noindex: !isLocal || !account.indexable,
  }
}
