/** `/settings/mutes` and `/settings/blocks`: whom a member has muted and blocked, with a way back. */
import { listBlocks, listMutes } from '../../../core/relationships/find.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { AccountRow } from '../../components/account-row.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Pagination } from '../../components/feed.tsx'
import { PersonButton } from '../../components/follow-button.tsx'
import { relationshipWords } from '../../components/relationship-words.ts'
import { SettingsPage } from '../../components/settings-page.tsx'
import { listPage } from '../../http/list-page.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireVisitor, type Visit } from '../../visit/visit.ts'

const LISTS = {
  '/settings/mutes': {
    title: 'Mutes',
    list: listMutes,
    undo: { action: 'unmute', name: 'Unmute', look: 'quiet' as const },
    empty: 'You have muted nobody.',
  },
  '/settings/blocks': {
    title: 'Blocks',
    list: listBlocks,
    undo: { action: 'unblock', name: 'Unblock', look: 'quiet' as const },
    empty: 'You have blocked nobody.',
  },
}

export const mutesPage = (visit: Visit) => hiddenPage(visit, '/settings/mutes')
export const blocksPage = (visit: Visit) => hiddenPage(visit, '/settings/blocks')

async function hiddenPage(visit: Visit, path: keyof typeof LISTS): Promise<Answer> {
  const { account: own } = requireVisitor(visit)
  const { title, list, undo, empty } = LISTS[path]
  const found = await listPage(visit, path, (page) => list(visit.app, own, page))
  if ('top' in found) return leadTo(visit, found.top)
  const { accounts, relationships, turns } = found
  return respond(visit, {
    head: { title, noindex: true },
    body: (
      <SettingsPage title={title} here={path}>
        {accounts.length === 0 && <EmptyState text={empty} />}
        <ul class="rows">
          {accounts.map((account) => {
            const relationship = relationships.get(account.id)
            return (
              <li>
                <AccountRow
                  visit={visit}
                  account={account}
                  about={relationship && relationshipWords(account, relationship).join(' ')}
                >
                  <PersonButton visit={visit} account={account} action={undo} />
                </AccountRow>
              </li>
            )
          })}
        </ul>
        <Pagination turns={turns} />
      </SettingsPage>
    ),
  })
}
