import type { Id } from '../../lib/ids.ts'

/** A page of a list. Plain values are answered as they are. */
export class Reply<T> {
  readonly body: T
  /** Newest and oldest cursor of a page and whether an older page may exist: becomes the `Link` header. */
  readonly cursors: Cursors | undefined
  constructor(body: T, cursors?: Cursors) {
    this.body = body
    this.cursors = cursors
  }
}

export interface Cursors {
  newest: Id
  oldest: Id
  hasMore: boolean
}

/**
 * One page of a list.
 * @param body may be shorter than `cursors` when the viewer may not see some of it
 * @param cursors what the page was cut by, newest first, before anything was left out
 */
export function pagedReply<T>(body: T, cursors: readonly Id[], page: { limit: number }): Reply<T> {
  const [newest, oldest] = [cursors[0], cursors.at(-1)]
  if (newest === undefined || oldest === undefined) return new Reply(body)
  return new Reply(body, { newest, oldest, hasMore: cursors.length >= page.limit })
}
