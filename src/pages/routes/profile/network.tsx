/** `/@name/followers` and `/@name/following` */
import { isCommunity } from '../../../core/policy/community.ts'
import { mayListNetwork } from '../../../core/policy/network.ts'
import { listFollowers, listFollowing } from '../../../core/relationships/find.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { AccountList } from '../../components/account-row.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { nameOf, pagesOf } from '../../components/person.tsx'
import { listPage } from '../../http/list-page.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import type { Visit } from '../../visit/visit.ts'
import { pageOfAccount } from './find.tsx'
import { relationshipTo } from './relationship.ts'
import { ProfileTop } from './top.tsx'

const MEMBERS = { list: listFollowers, title: 'Members', empty: 'Nobody here has joined this community yet.' }
const LISTS = {
  '/followers': { list: listFollowers, title: 'Followers', empty: 'Nobody follows this account yet.' },
  '/following': { list: listFollowing, title: 'Following', empty: 'This account follows nobody yet.' },
}

export const followersPage = pageOfAccount('/followers', (visit, account) => showNetwork(visit, account, '/followers'))
export const followingPage = pageOfAccount('/following', (visit, account) => showNetwork(visit, account, '/following'))

async function showNetwork(visit: Visit, account: Account, tab: keyof typeof LISTS): Promise<Answer> {
  const isOfMembers = tab === '/followers' && isCommunity(account)
  const { list, title, empty } = isOfMembers ? MEMBERS : LISTS[tab]
  const isShown = await mayListNetwork(visit.app, visit.visitor?.account, account)
  const found = await listPage(visit, pagesOf(account) + tab, (page) => (isShown ? list(visit.app, account, page) : []))
  if ('top' in found) return leadTo(visit, found.top)
  return respond(visit, {
    head: { title: `${title} · ${nameOf(account)}`, noindex: true },
    body: (
      <>
        <ProfileTop visit={visit} account={account} relationship={await relationshipTo(visit, account)} here={tab} />
        <h2 class="unseen">{title}</h2>
        {account.domain !== null && isShown && (
          <p class="hint">Only those that this server knows. The whole list is on {account.domain}.</p>
        )}
        {isShown ? (
          <AccountList visit={visit} {...found} empty={empty} />
        ) : (
          <EmptyState text={`${nameOf(account)} does not show this list.`} />
        )}
      </>
    ),
  })
}
