/** `/follow-requests`: who asks to follow the member. */
import type { VNode } from 'preact'
import { requireAccount } from '../../core/accounts/find.ts'
import { NotFound } from '../../core/errors.ts'
import { acceptFollow, rejectFollow } from '../../core/relationships/answer.ts'
import { listFollowRequests } from '../../core/relationships/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { parseId } from '../../lib/ids.ts'
import { AccountRow } from '../components/account-row.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { Pagination } from '../components/feed.tsx'
import { Form } from '../components/form.tsx'
import { nameOf } from '../components/person.tsx'
import { readForm } from '../http/form.ts'
import { listPage } from '../http/list-page.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { requireSender, requireVisitor, type Visit } from '../visit/visit.ts'
import { NotificationTabs } from './notifications/page.tsx'

const PATH = '/follow-requests'

export async function followRequestsPage(visit: Visit): Promise<Answer> {
  const { account: own } = requireVisitor(visit)
  const found = await listPage(visit, PATH, (page) => listFollowRequests(visit.app, own, page))
  if ('top' in found) return leadTo(visit, found.top)
  return respond(visit, {
    head: { title: 'Follow requests', noindex: true },
    body: (
      <>
        <h1>Follow requests</h1>
        <NotificationTabs here={PATH} />
        {found.accounts.length === 0 && <EmptyState text={emptyFor(own)} />}
        <ul class="rows">
          {found.accounts.map((account) => (
            <li>
              <Request visit={visit} account={account} />
            </li>
          ))}
        </ul>
        <Pagination turns={found.turns} />
      </>
    ),
  })
}

function emptyFor({ locked }: Account): string {
  if (locked) return 'Nobody is waiting for your answer.'
  return 'Anyone can follow you without asking. You can change this in the settings of your profile.'
}

function Request({ visit, account }: { visit: Visit; account: Account }): VNode {
  return (
    <AccountRow visit={visit} account={account}>
      <Form visit={visit} action={PATH} class="decision">
        <input type="hidden" name="account" value={String(account.id)} />
        <button type="submit" name="decision" value="accept">
          Accept<span class="unseen"> {nameOf(account)}</span>
        </button>
        <button type="submit" class="quiet" name="decision" value="reject">
          Reject<span class="unseen"> {nameOf(account)}</span>
        </button>
      </Form>
    </AccountRow>
  )
}

export async function answerFollowRequest(visit: Visit): Promise<Answer> {
  const { account: own } = requireSender(visit)
  const { account = '', decision } = await readForm(visit)
  const id = parseId(account)
  if (id === undefined) throw new NotFound('no-follow-request')
  const requester = await requireAccount(visit.app, id)
  if (decision === 'accept') await acceptFollow(visit.app, own, requester)
  if (decision === 'reject') await rejectFollow(visit.app, own, requester)
  return leadTo(visit, PATH)
}
