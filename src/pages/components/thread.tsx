import type { VNode } from 'preact'
import type { StatusView } from '../../core/statuses/view.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import type { Visit } from '../visit/visit.ts'
import { PostCard } from './post-card.tsx'

interface ThreadProps {
  visit: Visit
  /** The posts above this one, from the first one down. */
  before: readonly StatusView[]
  view: StatusView
  /** The replies below it. */
  after: readonly StatusView[]
  /** Where the posts are that are too many for this page. */
  more: MoreOfThread
}

export interface MoreOfThread {
  above?: string | undefined
  fewer?: string | undefined
  below?: string | undefined
}

/** A post between what it answers and what answers it. */
export function Thread({ visit, before, view, after, more }: ThreadProps): VNode {
  const card = (one: StatusView, variant: 'thread' | 'full') => (
    <li>
      <PostCard visit={visit} view={one} variant={variant} anchor={`post-${one.status.id}`} />
    </li>
  )
  return (
    <>
      <MoreLink path={more.above} text="Show the posts above" />
      <ol class="posts thread">
        {before.map((one) => card(one, 'thread'))}
        {card(view, 'full')}
        {view.isLocked && (
          <li>
            <p class="notice">{sentenceOf(['thread-locked'])}</p>
          </li>
        )}
        {after.map((one) => card(one, 'thread'))}
      </ol>
      <MoreLink path={more.fewer} text="Show the first replies" />
      <MoreLink path={more.below} text="Show more replies" />
    </>
  )
}

function MoreLink({ path, text }: { path: string | undefined; text: string }): VNode | null {
  if (path === undefined) return null
  return (
    <p class="more">
      <a href={path}>{text}</a>
    </p>
  )
}
