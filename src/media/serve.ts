import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import type { Media } from '../db/tables/media.ts'
import { DAY, HOUR, SECOND } from '../lib/durations.ts'
import { Answer } from '../lib/http-server/answer.ts'
import { fileAnswer } from '../lib/http-server/file-answer.ts'
import type { Caller } from '../lib/http-server/handler.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { findMedium } from './find.ts'

/** A request for a medium. `name` is that of the file in the address, whose extension means nothing. */
interface MediaRequest {
  request: IncomingRequest
  caller: Caller
  key: string
  name: string
}

type Variant = 'original' | 'preview'

const NAME = /^(original|preview)(?:\.\w{1,10})?$/
/** All previews are made by us. */
const PREVIEW_TYPE = 'image/webp'
/** An origin may put another file at the same address, and our next copy has that. */
const COPY_MAX_AGE_S = (7 * DAY) / SECOND
/** Something else is here soon. */
const PASSING_MAX_AGE_S = HOUR / SECOND

/** @throws NotFound */
export async function serveMedium(app: App, { request, key, name }: MediaRequest): Promise<Answer> {
  const variant = NAME.exec(name)?.[1] as Variant | undefined
  const medium = variant && (await findMedium(app, key))
  const answer = medium && (await storedAnswer(app, request, medium, variant))
  if (!answer) throw new NotFound()
  return answer
}

/** @returns undefined if there is no such file */
async function storedAnswer(
  { storage }: App,
  request: IncomingRequest,
  { key, remote_url, file, preview, media_type }: Media,
  variant: Variant,
): Promise<Answer | undefined> {
  if (variant === 'preview' && preview)
    return withMaxAge(
      await fileAnswer(request, storage, { hash: preview, mediaType: PREVIEW_TYPE, title: `${key}-preview` }),
      remote_url === null ? undefined : COPY_MAX_AGE_S,
    )
  if (!file || !media_type || (variant === 'preview' && !media_type.startsWith('image/'))) return undefined
  const isStandIn = variant === 'preview'
  const maxAge = isStandIn ? PASSING_MAX_AGE_S : remote_url === null ? undefined : COPY_MAX_AGE_S
  return withMaxAge(await fileAnswer(request, storage, { hash: file, mediaType: media_type, title: key }), maxAge)
}

/** @param seconds undefined if it never changes */
function withMaxAge(answer: Answer | undefined, seconds: number | undefined): Answer | undefined {
  if (!answer || seconds === undefined) return answer
  const at = answer.headers.indexOf('cache-control')
  const headers = answer.headers.with(at + 1, `public, max-age=${seconds}`)
  return at < 0 ? answer : new Answer(answer.status, headers, answer.body)
}
