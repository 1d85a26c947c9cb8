/** `/notifications`: what others did; under `/mentions`, only what they wrote to the member. */
import type { VNode } from 'preact'
import { listNotifications } from '../../../core/notifications/find.ts'
import { loadNotifications, type NotificationView } from '../../../core/notifications/view.ts'
import { isCommunity } from '../../../core/policy/community.ts'
import type { NotificationType } from '../../../db/tables/notifications.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import type { Id } from '../../../lib/ids.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Pagination } from '../../components/feed.tsx'
import { Tabs } from '../../components/navigation.tsx'
import { NotificationItem } from '../../components/notification-item.tsx'
import { relationshipsOf } from '../../http/list-page.ts'
import { pageOf, reachesTop, turnsOf } from '../../http/page-of.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireVisitor, type Visit } from '../../visit/visit.ts'
import { groupNotifications } from './group.ts'

const TABS = { '/notifications': 'All', '/notifications/mentions': 'Mentions', '/follow-requests': 'Follow requests' }
/** Beside these stands a button to follow, or to join again. */
const WITH_BUTTON: ReadonlySet<NotificationType> = new Set(['follow', 'move', 'admin.sign_up', 'unban'])

export function notificationsPage(visit: Visit): Promise<Answer> {
  const empty = 'Nothing here yet. When somebody mentions you, follows you or likes a post of yours, you see it here.'
  return showNotifications(visit, { path: '/notifications', empty })
}

export function mentionsPage(visit: Visit): Promise<Answer> {
  return showNotifications(visit, { path: '/notifications/mentions', types: ['mention'], empty: 'No mentions yet.' })
}

export function NotificationTabs({ here }: { here: keyof typeof TABS }): VNode {
  return <Tabs label="Notifications" tabs={TABS} here={here} />
}

/** A server that has banned somebody is not to be followed, only its communities are. */
function hasButton({ row, from }: NotificationView): boolean {
  return WITH_BUTTON.has(row.type) && (row.type !== 'unban' || isCommunity(from))
}

/** The account that the reader may want to follow. */
function personOf({ from, target }: NotificationView): Id {
  return (target ?? from).id
}

interface Shown {
  path: '/notifications' | '/notifications/mentions'
  types?: NotificationType[]
  empty: string
}

async function showNotifications(visit: Visit, { path, types, empty }: Shown): Promise<Answer> {
  const { app } = visit
  const { account } = requireVisitor(visit)
  const page = pageOf(visit.request)
  const rows = await listNotifications(app, account, types ? { types } : {}, page)
  const cursors = rows.map((row) => row.id)
  if (reachesTop(page, cursors)) return leadTo(visit, path)
  const views = await loadNotifications(app, account, rows)
  const relationships = await relationshipsOf(visit, views.filter(hasButton).map(personOf))
  return respond(visit, {
    head: { title: 'Notifications', noindex: true },
    body: (
      <>
        <h1>Notifications</h1>
        <NotificationTabs here={path} />
        {groupNotifications(views).map((group) => (
          <NotificationItem visit={visit} group={group} relationship={relationships.get(personOf(group[0]))} />
        ))}
        {views.length === 0 && <EmptyState text={empty} />}
        <Pagination turns={turnsOf(path, cursors, page)} />
        {views.length > 0 && (
          <p>
            <a href="/notifications/clear">Clear all…</a>
          </p>
        )}
      </>
    ),
  })
}
