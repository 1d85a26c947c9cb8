import type { Media } from '../../db/tables/media.ts'
import { FetchError } from '../../lib/http/fetch-error.ts'
import type { MediaReason } from '../../lib/media/media-error.ts'

type Problem =
  | MediaReason
  | ['media-gone' | 'media-refused', { host: string; status: number }]
  | ['media-origin-silent', { host: string }]
  | ['media-not-fetched', { reason: string }]

/** A medium of another server could not be fetched, or is nothing that we serve. */
export class MediaFailure extends Error {
  readonly problem: Problem
  /** It will most likely be the same in an hour. */
  readonly isLasting: boolean
  constructor(problem: Problem, { isLasting = false, cause }: { isLasting?: boolean; cause?: unknown } = {}) {
    super(problem[0], { cause })
    this.problem = problem
    this.isLasting = isLasting
  }
}

/** @returns what to remember of an error; undefined if it says nothing about the medium, such as a blocked domain */
export function mediaFailureOf(error: unknown, { host }: Pick<Media, 'host'>): MediaFailure | undefined {
  if (error instanceof MediaFailure) return error
  // Less than was announced.
  if (error instanceof RangeError) return new MediaFailure(['media-not-fetched', { reason: error.message }])
  if (!(error instanceof FetchError)) return undefined
  const problem: Problem =
    error.reason === 'timeout'
      ? ['media-origin-silent', { host: host ?? error.host }]
      : ['media-not-fetched', { reason: error.message }]
  return new MediaFailure(problem, { isLasting: !error.transient, cause: error })
}

export function refusedBy(host: string, status: number): MediaFailure {
  const isGone = status === 404 || status === 410
  if (isGone) return new MediaFailure(['media-gone', { host, status }], { isLasting: true })
  return new MediaFailure(['media-refused', { host, status }])
}
