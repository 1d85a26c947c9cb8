import type { Id } from '../../lib/ids.ts'

/** What a handler returns for a page of a list, and for a status other than 200. Others return the plain body. */
export class Reply<T> {
  readonly body: T
  /** The newest and oldest cursor of the page, and whether an older page may exist, for the `Link` header. */
  readonly cursors: Cursors | undefined
  readonly status: 200 | 202 | 206
  constructor(body: T, { cursors, status = 200 }: { cursors?: Cursors; status?: 200 | 202 | 206 } = {}) {
    this.body = body
    this.cursors = cursors
    this.status = status
  }
}

/** Plain text instead of JSON, for readers that are no clients of the API. */
export class TextReply {
  readonly status: number
  readonly text: string
  constructor(status: 200 | 503, text: string) {
    this.status = status
    this.text = text
  }
}

export interface Cursors {
  newest: Id
  oldest: Id
  hasMore: boolean
}

/**
 * One page of a list.
 * @param body shorter than `cursors` if the viewer may not see some entries
 * @param cursors the ids by which the page was selected, newest first, including entries left out of `body`
 */
export function pagedReply<T>(body: T, cursors: readonly Id[], page: { limit: number }): Reply<T> {
  const [newest, oldest] = [cursors[0], cursors.at(-1)]
  if (newest === undefined || oldest === undefined) return new Reply(body)
  return new Reply(body, { cursors: { newest, oldest, hasMore: cursors.length >= page.limit } })
}
