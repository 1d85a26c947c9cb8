/** `/home`: the posts of the people that a member follows, and the composer. */
import { homeTimeline } from '../../core/timelines/home.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { Composer } from '../components/composer.tsx'
import { Tabs } from '../components/navigation.tsx'
import { feedPage } from '../http/feed-page.tsx'
import { pageOf } from '../http/page-of.ts'
import { requireVisitor, type Visit } from '../visit/visit.ts'
import { newDraft } from './compose/draft.ts'
import { fileFacts } from './compose/files.ts'
import { TIMELINES } from './public-timelines.tsx'

const PATH = '/home'

export async function homePage(visit: Visit): Promise<Answer> {
  const visitor = requireVisitor(visit)
  const page = pageOf(visit.request)
  const files = await fileFacts(visit.app)
  const isFirst = page.maxId === undefined && page.minId === undefined
  return feedPage(visit, {
    path: PATH,
    head: { title: 'Home', noindex: true },
    page,
    ids: await homeTimeline(visit.app, visitor.account, page),
    empty: 'Nothing here yet. Follow people, and their posts appear here.',
    top: (
      <>
        <h1>Home</h1>
        <Tabs label="Timelines" tabs={TIMELINES} here={PATH} />
        {isFirst && <Composer visit={visit} draft={newDraft(visitor)} files={files} />}
      </>
    ),
  })
}
