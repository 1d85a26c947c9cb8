/** `/`: the server in a few words and numbers, and its public posts, for visitors. Members are led to their home. */

import { getSettings } from '../../core/instance/settings.ts'
import { instanceStats } from '../../core/instance/stats.ts'
import { loadStatuses } from '../../core/statuses/view.ts'
import { publicTimeline } from '../../core/timelines/public.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { Feed } from '../components/feed.tsx'
import { pageOf, turnsOf } from '../http/page-of.ts'
import { leadTo, respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'

const MAX_AGE_S = 15

export async function frontPage(visit: Visit): Promise<Answer> {
  if (visit.visitor) return leadTo(visit, '/home')
  const { app, request } = visit
  const page = pageOf(request)
  const [settings, stats, ids] = await Promise.all([
    getSettings(app),
    instanceStats(app),
    publicTimeline(app, { local: true }, undefined, page),
  ])
  const views = await loadStatuses(app, ids)
  const body = (
    <>
      <h1>{settings.title}</h1>
      <p class="lead">{settings.shortDescription}</p>
      <ul class="facts">
        <li>
          <b>{stats.users.toLocaleString('en')}</b> {stats.users === 1 ? 'person' : 'people'}
        </li>
        <li>
          <b>{stats.localPosts.toLocaleString('en')}</b> {stats.localPosts === 1 ? 'post' : 'posts'}
        </li>
        <li>
          <b>{stats.domains.toLocaleString('en')}</b> {stats.domains === 1 ? 'server' : 'servers'} known
        </li>
      </ul>
      <h2>{page.maxId === undefined ? 'Latest posts' : 'Earlier posts'}</h2>
      <Feed visit={visit} views={views} empty="There are no public posts yet." turns={turnsOf('/', ids, page)} />
    </>
  )
  return respond(visit, {
    head: {
      description: settings.shortDescription,
      canonical: `${app.uris.origin}/`,
      feeds: [{ feed: { kind: 'local' }, title: `Public posts from ${app.uris.host}` }],
    },
    body,
    maxAge: MAX_AGE_S,
  })
}
