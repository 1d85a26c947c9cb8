/** How feed readers and the people who use them find a feed. */
import type { VNode } from 'preact'
import { FEED_TYPES, FORMATS, type Format, feedPath, feedUrl } from '../../core/feeds/addresses.ts'
import type { PublicFeed } from '../../core/feeds/feed.ts'
import type { HeaderList } from '../../lib/http-server/answer.ts'
import type { Visit } from '../visit/visit.ts'

/** A feed of the posts on a page, and what it is called. */
export interface PageFeed {
  feed: PublicFeed
  title: string
}

const NAMES: Record<Format, string> = { atom: 'Atom', rss: 'RSS', json: 'JSON Feed' }

/** For programs, in the head of a page. */
export function FeedTags({ feeds, visit }: { feeds: readonly PageFeed[]; visit: Visit }): VNode {
  const links = feeds.flatMap(({ feed, title }) =>
    FORMATS.map((format) => (
      <link
        rel="alternate"
        type={FEED_TYPES[format]}
        title={`${title} (${NAMES[format]})`}
        href={feedUrl(visit.app.uris, feed, format)}
      />
    )),
  )
  return <>{links}</>
}

/** The same as values of the header `Link` (RFC 8288), for the first feed: programs that read no HTML want one. */
export function feedLinks({ app }: Visit, feeds: readonly PageFeed[]): HeaderList {
  return feeds
    .slice(0, 1)
    .flatMap(({ feed }) =>
      FORMATS.map((format) => `<${feedUrl(app.uris, feed, format)}>; rel="alternate"; type="${FEED_TYPES[format]}"`),
    )
}

/** For people: the address to copy into a feed reader. */
export function FollowByFeed({ feed, visit }: { feed: PublicFeed; visit: Visit }): VNode {
  return (
    <details class="fold feeds">
      <summary>Follow by feed reader</summary>
      <p>
        No account needed: copy this address into any feed reader. <code>{feedUrl(visit.app.uris, feed, 'atom')}</code>
      </p>
      <ul class="names">
        {FORMATS.map((format) => (
          <li>
            <a href={feedPath(feed, format)} type={FEED_TYPES[format]}>
              {NAMES[format]}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}
