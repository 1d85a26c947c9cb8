/** `/local`: the public posts of this server. `/network`: for members, those of all servers that it knows. */
import type { PublicFeed } from '../../core/feeds/feed.ts'
import { type PublicFilters, publicTimeline } from '../../core/timelines/public.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { FollowByFeed } from '../components/feed-links.tsx'
import { Tabs } from '../components/navigation.tsx'
import { feedPage } from '../http/feed-page.tsx'
import { pageOf } from '../http/page-of.ts'
import { requireVisitor, type Visit } from '../visit/visit.ts'

export const TIMELINES = { '/home': 'Home', '/local': 'Local', '/network': 'Network' }

/** Other servers publish the feeds of their own posts. */
const LOCAL: PublicFeed = { kind: 'local' }

export function localPage(visit: Visit): Promise<Answer> {
  const lead = `Public posts from ${visit.app.uris.host}`
  return publicPage(visit, { path: '/local', title: 'Local', lead, filters: { local: true }, feed: LOCAL })
}

/** Visitors read posts of other servers there, so this page is for members. */
export async function networkPage(visit: Visit): Promise<Answer> {
  requireVisitor(visit)
  const lead = 'Public posts from all servers that this one knows'
  return publicPage(visit, { path: '/network', title: 'Network', lead, filters: {} })
}

interface PublicPage {
  path: string
  title: string
  lead: string
  filters: PublicFilters
  feed?: PublicFeed
}

async function publicPage(visit: Visit, { path, title, lead, filters, feed }: PublicPage): Promise<Answer> {
  const { app, visitor, request } = visit
  const page = pageOf(request)
  return feedPage(visit, {
    path,
    head: {
      title,
      description: lead,
      canonical: app.uris.origin + path,
      ...(feed && { feeds: [{ feed, title: lead }] }),
    },
    page,
    ids: await publicTimeline(app, filters, visitor?.account, page),
    empty: 'There are no public posts yet.',
    maxAge: 15,
    top: (
      <>
        <h1>{title}</h1>
        {visitor ? <Tabs label="Timelines" tabs={TIMELINES} here={path} /> : <p class="lead">{lead}</p>}
        {feed && <FollowByFeed feed={feed} visit={visit} />}
      </>
    ),
  })
}
