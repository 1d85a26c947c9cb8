import { NotFound } from '../../core/errors.ts'
import { loadStatuses } from '../../core/statuses/view.ts'
import { tagTimeline } from '../../core/timelines/tag.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import { Posts } from '../components/post.tsx'
import { olderThan, pageOf } from '../http/page-of.ts'
import { respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'

/** `/tags/NAME`: the public posts with a hashtag. */
export async function tagPage(visit: Visit, name: string): Promise<Answer> {
  const { app, request } = visit
  const tag = normalizeTag(name)
  if (!tag) throw new NotFound('not-a-hashtag', { text: name })
  const ids = await tagTimeline(app, tag, {}, visit.visitor?.account, pageOf(request))
  const views = await loadStatuses(app, ids, visit.visitor?.account)
  return respond(visit, {
    head: { title: `#${name}`, canonical: app.uris.tag(tag), noindex: views.length === 0 },
    body: (
      <>
        <h1>
          #<bdi>{name}</bdi>
        </h1>
        <Posts
          views={views}
          empty="This server knows no public posts with this hashtag."
          older={olderThan(`/tags/${encodeURIComponent(name)}`, ids)}
        />
      </>
    ),
    maxAge: 30,
  })
}
