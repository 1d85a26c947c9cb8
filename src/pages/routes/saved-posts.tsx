/** `/bookmarks` and `/likes`: the posts that a member has marked, latest first. */
import { listBookmarks, listFavourites } from '../../core/interactions/lists.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { Tabs } from '../components/navigation.tsx'
import { feedPage } from '../http/feed-page.tsx'
import { pageOf } from '../http/page-of.ts'
import { requireVisitor, type Visit } from '../visit/visit.ts'

const TABS = { '/bookmarks': 'Bookmarks', '/likes': 'Likes' }

export function bookmarksPage(visit: Visit): Promise<Answer> {
  const empty = 'You have not bookmarked any posts yet. Nobody else sees your bookmarks.'
  return savedPage(visit, { path: '/bookmarks', list: listBookmarks, empty })
}

export function likesPage(visit: Visit): Promise<Answer> {
  return savedPage(visit, { path: '/likes', list: listFavourites, empty: 'You have not liked any posts yet.' })
}

interface SavedPage {
  path: keyof typeof TABS
  list: typeof listBookmarks
  empty: string
}

async function savedPage(visit: Visit, { path, list, empty }: SavedPage): Promise<Answer> {
  const { account } = requireVisitor(visit)
  const page = pageOf(visit.request)
  const rows = await list(visit.app, account, page)
  return feedPage(visit, {
    path,
    head: { title: TABS[path], noindex: true },
    page,
    ids: rows.map((row) => row.status_id),
    cursors: rows.map((row) => row.id),
    empty,
    top: (
      <>
        <h1>{TABS[path]}</h1>
        <Tabs label="Saved posts" tabs={TABS} here={path} />
      </>
    ),
  })
}
