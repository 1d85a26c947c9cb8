import type { MediaLimits } from './decoded.ts'
import { MediaError, type MediaReason } from './media-error.ts'

/** libvips has only sentences. A sentence that is not listed is about the content. */
const SENTENCES: readonly [pattern: RegExp, reason: (limits: MediaLimits) => MediaReason][] = [
  [/No space left|Disk quota exceeded|ENOSPC|EDQUOT/, () => ['media-no-space']],
  [
    /Permission denied|No such file or directory|Read-only file system|Input file is missing/,
    () => ['media-decoder-broken'],
  ],
  [/File too large|EFBIG/, ({ outputBytes }) => ['media-result-too-large', { max: outputBytes }]],
  [
    /out of memory|Insufficient memory|Memory allocation error \(|Allocating \d+ bytes failed|bad_alloc/i,
    () => ['media-takes-too-much-memory'],
  ],
]

/** Why sharp failed. */
export function reasonOf(error: Error, limits: MediaLimits): MediaReason {
  if (error instanceof MediaError) return error.reason
  const known = SENTENCES.find(([pattern]) => pattern.test(error.message))
  return known ? known[1](limits) : ['media-damaged']
}
