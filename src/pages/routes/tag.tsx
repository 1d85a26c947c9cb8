import { NotFound } from '../../core/errors.ts'
import { tagTimeline } from '../../core/timelines/tag.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import { FollowByFeed } from '../components/feed-links.tsx'
import { feedPage } from '../http/feed-page.tsx'
import { pageOf } from '../http/page-of.ts'
import type { Visit } from '../visit/visit.ts'

/** `/tags/NAME`: the public posts with a hashtag. */
export async function tagPage(visit: Visit, name: string): Promise<Answer> {
  const { app, request } = visit
  const tag = normalizeTag(name)
  if (!tag) throw new NotFound('not-a-hashtag', { text: name })
  const feed = { kind: 'tag', tag } as const
  const page = pageOf(request)
  const ids = await tagTimeline(app, tag, {}, visit.visitor?.account, page)
  return feedPage(visit, {
    path: `/tags/${encodeURIComponent(name)}`,
    head: {
      title: `#${name}`,
      canonical: app.uris.tag(tag),
      noindex: ids.length === 0,
      feeds: [{ feed, title: `#${tag} on ${app.uris.host}` }],
    },
    page,
    ids,
    empty: 'This server knows no public posts with this hashtag.',
    maxAge: 30,
    top: (
      <>
        <h1>
          #<bdi>{name}</bdi>
        </h1>
        <FollowByFeed feed={feed} visit={visit} />
      </>
    ),
  })
}
