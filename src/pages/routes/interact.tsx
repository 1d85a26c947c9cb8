/**
 * `/authorize_interaction?uri=`: where other servers send a member of this one who wants to follow an account or to act
 * on a post (E-04). The answer is one card with the buttons for it.
 */
import type { VNode } from 'preact'
import { isCommunity } from '../../core/policy/community.ts'
import { lookup } from '../../core/search/lookup.ts'
import { loadStatuses } from '../../core/statuses/view.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { AccountCard } from '../components/account-card.tsx'
import { PostCard } from '../components/post-card.tsx'
import { respond } from '../http/respond.tsx'
import { requireSender, type Visit } from '../visit/visit.ts'
import { relationshipTo } from './profile/relationship.ts'

const MAX_ADDRESS_LENGTH = 2_048

export async function interactPage(visit: Visit): Promise<Answer> {
  const { app, request } = visit
  const uri = (new URLSearchParams(request.query).get('uri') ?? '').slice(0, MAX_ADDRESS_LENGTH).trim()
  if (uri === '')
    return problemPage(visit, 400, 'The other server did not name an account or post. Go back and try again.')
  const { account: own } = requireSender(visit)
  const named = await lookup(app, own, uri.replace(/^acct:/i, ''), { resolve: true })
  if (named?.account) return accountPage(visit, named.account)
  if (named?.status) return postPage(visit, named.status.id)
  return problemPage(visit, 404, sentenceOf(named?.problem ?? ['account-hidden']))
}

async function accountPage(visit: Visit, account: Account): Promise<Answer> {
  const relationship = await relationshipTo(visit, account)
  if (!relationship) return problemPage(visit, 404, sentenceOf(['account-hidden']))
  const isOwn = visit.visitor?.account.id === account.id
  const question = isCommunity(account) ? 'Join this community?' : 'Follow this account?'
  return respond(visit, {
    head: { title: isCommunity(account) ? 'Join' : 'Follow', noindex: true },
    body: (
      <>
        <h1>{isOwn ? 'This is you' : relationship.following || relationship.requested ? 'Done' : question}</h1>
        <AccountCard visit={visit} account={account} relationship={relationship} />
        <BackTo account={account} />
      </>
    ),
  })
}

async function postPage(visit: Visit, id: number): Promise<Answer> {
  const [view] = await loadStatuses(visit.app, [id], visit.visitor?.account)
  if (!view) return problemPage(visit, 404, sentenceOf(['account-hidden']))
  return respond(visit, {
    head: { title: 'Reply, boost or like', noindex: true },
    body: (
      <>
        <h1>Reply, boost or like</h1>
        <div class="card">
          <PostCard visit={visit} view={view} anchor={`post-${id}`} />
        </div>
        <BackTo account={view.account} />
      </>
    ),
  })
}

/** The visitor came from there, in most cases. */
function BackTo({ account }: { account: Account }): VNode | null {
  if (account.domain === null) return null
  return (
    <p>
      <a href={account.url ?? account.uri} rel="nofollow noreferrer">
        Back to {account.domain}
      </a>
    </p>
  )
}

function problemPage(visit: Visit, status: number, sentence: string): Promise<Answer> {
  return respond(visit, {
    head: { title: 'Nothing to follow', noindex: true },
    status,
    body: (
      <>
        <h1>Nothing to follow</h1>
        <p class="lead">{sentence}</p>
      </>
    ),
  })
}
