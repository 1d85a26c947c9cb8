import type { VNode } from 'preact'
import type { StatusView } from '../../core/statuses/view.ts'
import type { Visit } from '../visit/visit.ts'
import { PostCard } from './post-card.tsx'

interface ThreadProps {
  visit: Visit
  /** The posts above this one, from the first one down. */
  before: readonly StatusView[]
  view: StatusView
  /** The replies below it. */
  after: readonly StatusView[]
}

/** A post between what it answers and what answers it. */
export function Thread({ visit, before, view, after }: ThreadProps): VNode {
  const card = (one: StatusView, variant: 'thread' | 'full') => (
    <li>
      <PostCard visit={visit} view={one} variant={variant} anchor={`post-${one.status.id}`} />
    </li>
  )
  return (
    <ol class="posts thread">
      {before.map((one) => card(one, 'thread'))}
      {card(view, 'full')}
      {after.map((one) => card(one, 'thread'))}
    </ol>
  )
}
