/** Answers with a page that is a list of posts. */
import type { VNode } from 'preact'
import type { Page } from '../../core/page.ts'
import { loadStatuses } from '../../core/statuses/view.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import type { Id } from '../../lib/ids.ts'
import { Feed } from '../components/feed.tsx'
import type { PageHead } from '../components/layout.tsx'
import type { Visit } from '../visit/visit.ts'
import { reachesTop, turnsOf } from './page-of.ts'
import { leadTo, respond } from './respond.tsx'

interface FeedPage {
  /** The address of the page, without its query. */
  path: string
  head: PageHead
  /** What stands above the posts: at least a heading. */
  top: VNode
  page: Page
  ids: readonly Id[]
  /** The ids by which the page was selected, if they are not the posts' own. */
  cursors?: readonly Id[]
  /** The sentence to show if there are no posts. */
  empty: string
  maxAge?: number
  /** How each post is shown. */
  variant?: 'feed' | 'topic'
}

export async function feedPage(visit: Visit, feed: FeedPage): Promise<Answer> {
  const { path, head, top, page, ids, cursors = ids, empty, maxAge, variant } = feed
  if (reachesTop(page, cursors)) return leadTo(visit, path)
  const views = await loadStatuses(visit.app, ids, visit.visitor?.account)
  const body = (
    <>
      {top}
      <Feed visit={visit} views={views} empty={empty} variant={variant} turns={turnsOf(path, cursors, page)} />
    </>
  )
  return respond(visit, { head, body, ...(maxAge !== undefined && { maxAge }) })
}
