/** Answers with a medium of another server of which there is no copy: it is passed on while it is fetched. */
import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import { spend } from '../core/rate-limits/spend.ts'
import type { Media } from '../db/tables/media.ts'
import { Answer } from '../lib/http-server/answer.ts'
import type { Caller } from '../lib/http-server/handler.ts'
import { requestedRange } from '../lib/http-server/ranges.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { extensionOf } from '../lib/media/media-types.ts'
import type { MediaType } from '../lib/media/sniff.ts'
import { fetchCopy } from './fetch/fetch-copy.ts'
import type { Flight } from './fetch/flight.ts'
import { passOn } from './fetch/pass-on.ts'
import { isFromServer } from './from-server.ts'
import { PASSING_MAX_AGE_S, type Variant } from './variant.ts'

export interface Wanted {
  request: IncomingRequest
  caller: Caller
  medium: Media
  variant: Variant
}

/**
 * @returns undefined if somebody else's fetch has ended at this moment
 * @throws NotFound, TooMany, MediaFailure, Unavailable or Declined
 */
export async function fetchedAnswer(app: App, wanted: Wanted): Promise<Answer | undefined> {
  const { request, caller, medium, variant } = wanted
  const isOwn = app.uris.leadsHere(medium.remote_url ?? '')
  const isPaused = medium.state === 'failed' && (medium.retry_at ?? 0) > app.clock.now()
  const isWithoutPreview = variant === 'preview' && medium.file !== null
  if (isWithoutPreview || isOwn || isPaused || isFromServer(request)) throw new NotFound()
  const fetched = await fetchCopy(app, medium, () => {
    spend(app, 'mediaFetches', caller.network)
    spend(app, 'allMediaFetches', '')
  })
  if (fetched === 'pass-on') return passedOnAnswer(app, wanted)
  const { flight } = fetched
  if (flight.isCut) return passedOnAnswer(app, wanted)
  if (flight.isOver) return undefined
  // The first look at the preview of a film begins its fetch. Once it is here, the preview is made.
  if (variant === 'preview' && !isPicture(flight.mediaType)) throw new NotFound()
  return flightAnswer(request, flight, medium)
}

function flightAnswer(request: IncomingRequest, flight: Flight, medium: Media): Answer {
  const { bytes, mediaType } = flight
  const headers = headersOf(medium, mediaType)
  if (bytes === undefined) return new Answer(200, headers, request.method === 'HEAD' ? undefined : flight.read())
  const range = requestedRange(request, { bytes, etag: '' })
  if (range === 'unsatisfiable') return new Answer(416, ['content-range', `bytes */${bytes}`])
  headers.push('accept-ranges', 'bytes')
  if (request.method === 'HEAD') return new Answer(200, [...headers, 'content-length', `${bytes}`])
  if (range === 'whole') return new Answer(200, [...headers, 'content-length', `${bytes}`], flight.read())
  const { start, end } = range
  headers.push('content-length', `${end - start + 1}`, 'content-range', `bytes ${start}-${end}/${bytes}`)
  return new Answer(206, headers, flight.read(range))
}

async function passedOnAnswer(app: App, { request, caller, medium, variant }: Wanted): Promise<Answer> {
  const range =
    request.header('if-range') === undefined ? ONE_RANGE.exec(request.header('range') ?? '')?.[0] : undefined
  const { stream, bytes, contentRange, mediaType } = await passOn(app, medium, { reader: caller.network, range })
  if (request.method === 'HEAD' || (variant === 'preview' && !isPicture(mediaType))) stream.destroy()
  if (variant === 'preview' && !isPicture(mediaType)) throw new NotFound()
  const headers = headersOf(medium, mediaType)
  headers.push('accept-ranges', 'bytes')
  if (bytes !== undefined) headers.push('content-length', `${bytes}`)
  if (contentRange !== undefined) headers.push('content-range', contentRange)
  return new Answer(contentRange === undefined ? 200 : 206, headers, request.method === 'HEAD' ? undefined : stream)
}

const ONE_RANGE = /^bytes=(?:\d{1,15}-\d{0,15}|-\d{1,15})$/

function headersOf({ key }: Media, mediaType: MediaType): string[] {
  return [
    ...['content-type', mediaType],
    ...['content-disposition', `inline; filename="${key}.${extensionOf(mediaType)}"`],
    ...['cache-control', `public, max-age=${PASSING_MAX_AGE_S}`],
  ]
}

function isPicture(mediaType: MediaType): boolean {
  return mediaType.startsWith('image/')
}
