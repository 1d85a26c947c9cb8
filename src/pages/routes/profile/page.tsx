import type { VNode } from 'preact'
import { acctOf } from '../../core/accounts/acct.ts'
import { findAccountByAcct, findLocalAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { Gone, NotFound } from '../../core/errors.ts'
import { isActive, isDeleted, isSuspended } from '../../core/policy/active.ts'
import { loadStatuses, type StatusView } from '../../core/statuses/view.ts'
import { accountTimeline } from '../../core/timelines/account.ts'
import type { Account, ProfileField } from '../../db/tables/accounts.ts'
import { htmlToText } from '../../lib/html/html-to-text.ts'
import { type Answer, redirect } from '../../lib/http-server/answer.ts'
import { Feed, type Turns } from '../components/feed.tsx'
import { Html } from '../components/html.tsx'
import type { PageHead } from '../components/layout.tsx'
import { Avatar, nameOf } from '../components/person.tsx'
import { count } from '../components/time.tsx'
import { pageOf, turnsOf } from '../http/page-of.ts'
import { respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'

const MAX_AGE_S = 30
const DESCRIPTION_LENGTH = 200

/** `/@name`: a local account with its public posts. `/@name@host`: a link to a remote account. */
export async function profilePage(visit: Visit, acct: string): Promise<Answer> {
  if (acct.includes('@')) return remoteProfilePage(visit, acct)
  const { app, request } = visit
  const viewer = visit.visitor?.account
  const account = await findLocalAccount(app, acct)
  if (!account) throw new NotFound('no-account', { acct })
  if (isDeleted(account)) throw new Gone('account-deleted')
  if (isSuspended(account)) throw new Gone('account-suspended')
  const page = pageOf(request)
  const isFirst = page.maxId === undefined && page.minId === undefined
  const pinnedIds = isFirst ? await accountTimeline(app, account, viewer, { pinned: true }, page) : []
  const ids = await accountTimeline(app, account, viewer, { excludeReplies: true }, page)
  const [pinned, views] = [await loadStatuses(app, pinnedIds, viewer), await loadStatuses(app, ids, viewer)]
  const turns = turnsOf(`/@${account.username}`, ids, page)
  const body = <Profile visit={visit} account={account} pinned={pinned} views={views} turns={turns} />
  return respond(visit, { head: headOf(app, account), body, maxAge: MAX_AGE_S })
}

function headOf(app: App, account: Account): PageHead {
  return {
    title: `${nameOf(account)} (@${acctOf(account)}@${app.uris.host})`,
    description: htmlToText(account.note).slice(0, DESCRIPTION_LENGTH),
    canonical: app.uris.profile(account.username),
    activity: account.uri,
    image: account.avatar_url,
    type: 'profile',
    noindex: !account.indexable,
  }
}

interface ProfileProps {
  visit: Visit
  account: Account
  pinned: readonly StatusView[]
  views: readonly StatusView[]
  turns: Turns
}

function Profile({ visit, account, pinned, views, turns }: ProfileProps): VNode {
  return (
    <>
      <Person account={account} host={visit.app.uris.host} />
      {pinned.length > 0 && (
        <>
          <h2>Pinned</h2>
          <Feed visit={visit} views={pinned} empty="" name="pinned" />
        </>
      )}
      <h2>Posts</h2>
      <Feed visit={visit} views={views} empty={`${nameOf(account)} has no public posts yet.`} turns={turns} />
    </>
  )
}

function Person({ account, host }: { account: Account; host: string }): VNode {
  return (
    <>
      <header class="profile">
        <Avatar account={account} large />
        <div>
          <h1>
            <bdi>{nameOf(account)}</bdi>
          </h1>
          <p class="handle">
            @<bdi>{account.username}</bdi>@<bdi>{host}</bdi>
            {account.bot && ' · automated'}
          </p>
        </div>
      </header>
      {account.note && <Html class="note" safe={account.note} />}
      <Fields fields={account.fields} />
      <ul class="facts">
        <li>{count(account.statuses_count, 'post', 'posts')}</li>
        <li>{count(account.followers_count, 'follower', 'followers')}</li>
        <li>follows {account.following_count.toLocaleString('en')}</li>
        {account.locked && <li>approves followers</li>}
      </ul>
      <p class="handle">
        To follow this account, search for{' '}
        <b>
          @<bdi>{account.username}</bdi>@<bdi>{host}</bdi>
        </b>{' '}
        on your own server.
      </p>
    </>
  )
}

function Fields({ fields }: { fields: readonly ProfileField[] }): VNode | null {
  if (fields.length === 0) return null
  return (
    <dl class="fields">
      {fields.map(({ name, value }) => (
        <div>
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <Html as="dd" safe={value} />
        </div>
      ))}
    </dl>
  )
}

/** The posts of a remote account are shown on its own server, so this page only links there. */
async function remoteProfilePage(visit: Visit, acct: string): Promise<Answer> {
  const { app } = visit
  const account = await findAccountByAcct(app, acct)
  if (account?.domain === null) return redirect(301, app.uris.profile(account.username))
  if (!account || !isActive(account)) throw new NotFound('account-unknown-here', { acct })
  const home = account.url ?? account.uri
  return respond(visit, {
    head: { title: `@${acctOf(account)}`, noindex: true },
    body: (
      <>
        <h1>
          <bdi>{nameOf(account)}</bdi>
        </h1>
        <p class="lead">
          @<bdi>{acctOf(account)}</bdi> is an account on another server.
        </p>
        <p>
          <a href={home} rel="nofollow noreferrer">
            Open the profile on {account.domain}
          </a>
        </p>
      </>
    ),
  })
}
