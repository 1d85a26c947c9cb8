import type { VNode } from 'preact'
import type { StatusView } from '../../core/statuses/view.ts'
import type { Visit } from '../visit/visit.ts'
import { EmptyState } from './empty-state.tsx'
import { PostCard } from './post-card.tsx'

/** The addresses of the pages before and after this one. */
export interface Turns {
  newer?: string
  older?: string
}

interface FeedProps {
  visit: Visit
  views: readonly StatusView[]
  /** The sentence to show if there are no posts. */
  empty: string
  turns?: Turns
  /** Distinguishes the posts of two feeds on one page. */
  name?: string
  /** How each post is shown. */
  variant?: 'feed' | 'topic'
}

/** A list of posts, with links to newer and older ones. */
export function Feed({ visit, views, empty, turns = {}, name = 'post', variant }: FeedProps): VNode {
  return (
    <>
      {views.length === 0 ? (
        <EmptyState text={empty} />
      ) : (
        <ol class="posts">
          {views.map((view) => (
            <li>
              <PostCard visit={visit} view={view} variant={variant} anchor={`${name}-${view.status.id}`} />
            </li>
          ))}
        </ol>
      )}
      <Pagination turns={turns} />
    </>
  )
}

export function Pagination({ turns: { newer, older } }: { turns: Turns }): VNode | null {
  if (!newer && !older) return null
  return (
    <nav class="more" aria-label="Pages">
      {newer && (
        <a href={newer} rel="prev">
          Newer
        </a>
      )}
      {older && (
        <a href={older} rel="next">
          Older
        </a>
      )}
    </nav>
  )
}
