import type { Id } from '../../lib/ids.ts'

/** An answer that is more than its body. Plain values are answered with 200. */
export class Reply<T> {
  readonly body: T
  readonly headers: Record<string, string>
  /** Newest and oldest cursor of a page and whether an older page may exist: becomes the `Link` header. */
  readonly cursors: Cursors | undefined
  constructor(body: T, { headers = {}, cursors }: { headers?: Record<string, string>; cursors?: Cursors } = {}) {
    this.body = body
    this.headers = headers
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
export function pageOf<T>(body: T, cursors: readonly Id[], page: { limit: number }): Reply<T> {
  const [newest, oldest] = [cursors[0], cursors.at(-1)]
  if (newest === undefined || oldest === undefined) return new Reply(body)
  return new Reply(body, { cursors: { newest, oldest, hasMore: cursors.length >= page.limit } })
}
