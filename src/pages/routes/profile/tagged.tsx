/** `/@name/tagged/TAG`: the posts of an account with a hashtag. */
import { NotFound } from '../../../core/errors.ts'
import { accountTimeline } from '../../../core/timelines/account.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { normalizeTag } from '../../../lib/text/normalize-tag.ts'
import { FollowByFeed } from '../../components/feed-links.tsx'
import { nameOf, pagesOf } from '../../components/person.tsx'
import { feedPage } from '../../http/feed-page.tsx'
import { pageOf } from '../../http/page-of.ts'
import type { Visit } from '../../visit/visit.ts'
import { pageOfAccount } from './find.tsx'

const MAX_AGE_S = 30

export function taggedPage(visit: Visit, acct: string, name: string): Promise<Answer> {
  const rest = `/tagged/${encodeURIComponent(name)}`
  return pageOfAccount(rest, (visit, account) => showTagged(visit, account, name))(visit, acct)
}

async function showTagged(visit: Visit, account: Account, name: string): Promise<Answer> {
  const tag = normalizeTag(name)
  if (!tag) throw new NotFound('not-a-hashtag', { text: name })
  const page = pageOf(visit.request)
  const title = `#${tag} by ${nameOf(account)}`
  const feed = account.domain === null ? ({ kind: 'tagged', account, tag } as const) : undefined
  const filters = { tagged: tag, excludeReblogs: true }
  return feedPage(visit, {
    path: `${pagesOf(account)}/tagged/${encodeURIComponent(tag)}`,
    head: { title, noindex: true, ...(feed && { feeds: [{ feed, title }] }) },
    page,
    ids: await accountTimeline(visit.app, account, visit.visitor?.account, filters, page),
    empty: `${nameOf(account)} has no posts with this hashtag that you can see.`,
    maxAge: MAX_AGE_S,
    top: (
      <>
        <h1>
          #<bdi>{tag}</bdi>
        </h1>
        <p class="lead">
          Posts of{' '}
          <a href={pagesOf(account)}>
            <bdi>{nameOf(account)}</bdi>
          </a>
        </p>
        {feed && <FollowByFeed feed={feed} visit={visit} />}
      </>
    ),
  })
}
