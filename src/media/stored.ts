import type { App } from '../core/app.ts'
import type { Media } from '../db/tables/media.ts'
import { DAY, SECOND } from '../lib/durations.ts'
import { Answer } from '../lib/http-server/answer.ts'
import { fileAnswer } from '../lib/http-server/file-answer.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { PASSING_MAX_AGE_S, type Variant } from './variant.ts'

/** All previews are made by us. */
const PREVIEW_TYPE = 'image/webp'
/** An origin may put another file at the same address, and our next copy has that. */
const COPY_MAX_AGE_S = (7 * DAY) / SECOND

/** Answers with a file that is here. @returns undefined if there is none */
export async function storedAnswer(
  { storage }: App,
  request: IncomingRequest,
  { key, remote_url, file, preview, media_type }: Media,
  variant: Variant,
): Promise<Answer | undefined> {
  const maxAge = remote_url === null ? undefined : COPY_MAX_AGE_S
  const isPreview = variant === 'preview'
  if (isPreview && preview) {
    const made = { hash: preview, mediaType: PREVIEW_TYPE, title: `${key}-preview` }
    return withMaxAge(await fileAnswer(request, storage, made), maxAge)
  }
  if (!file || !media_type || (isPreview && !media_type.startsWith('image/'))) return undefined
  const answer = await fileAnswer(request, storage, { hash: file, mediaType: media_type, title: key })
  return withMaxAge(answer, isPreview ? PASSING_MAX_AGE_S : maxAge)
}

/** @param seconds undefined if it never changes */
function withMaxAge(answer: Answer | undefined, seconds: number | undefined): Answer | undefined {
  if (!answer || seconds === undefined) return answer
  const at = answer.headers.indexOf('cache-control')
  const headers = answer.headers.with(at + 1, `public, max-age=${seconds}`)
  return at < 0 ? answer : new Answer(answer.status, headers, answer.body)
}
