/** Answers with a feed, or with why there is none. */
import { createHash } from 'node:crypto'
import type { App } from '../core/app.ts'
import { AtollError, type ErrorKind, TooMany } from '../core/errors.ts'
import { FEED_TYPES, type Format } from '../core/feeds/addresses.ts'
import { HOUR, MINUTE, SECOND, startOfSecond } from '../lib/durations.ts'
import { parseHttpDate } from '../lib/http/http-date.ts'
import { formatRetryAfter } from '../lib/http/retry-after.ts'
import { Answer, type HeaderList } from '../lib/http-server/answer.ts'
import { BodyError } from '../lib/http-server/body-error.ts'
import { isKnownTag } from '../lib/http-server/etag.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { bodyReason } from '../messages/body-reason.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import type { FeedDocument } from './document.ts'
import { writeFeed } from './write.ts'

/** How long caches may answer without asking. Whoever wants to know sooner subscribes at the hub. */
const MAX_AGE_S = MINUTE / SECOND
/** The same for the archive, which changes only when a post is edited or deleted. */
const ARCHIVE_MAX_AGE_S = HOUR / SECOND

/** A page of any site may read what is public. */
const OPEN: HeaderList = Object.freeze([
  // Search engines list pages, of those who want to be found.
  ...['x-robots-tag', 'noindex'],
  ...['access-control-allow-origin', '*'],
  ...['access-control-expose-headers', 'Link, ETag'],
])

/** By what a reader asks whether its copy is still the newest. */
interface Validators {
  etag: string
  /** Unix milliseconds. Without it, the time says nothing yet. */
  modified?: number
}

/** The feed, or 304 if the reader has it. */
export function feedAnswer(app: App, request: IncomingRequest, format: Format, document: FeedDocument): Answer {
  const body = writeFeed(document, format)
  const validators = validatorsOf(app, document, body)
  const headers = [...headersOf(validators), ...cacheHeader(document), ...linkHeaders(document), ...OPEN]
  if (isKnown(request, validators)) return new Answer(304, headers)
  return new Answer(200, ['content-type', `${FEED_TYPES[format]}; charset=utf-8`, ...headers], body)
}

/** HTTP has whole seconds. Something else may still change in the present one, and would be missed later. */
function validatorsOf({ clock }: App, { updated }: FeedDocument, body: string): Validators {
  const modified = startOfSecond(updated)
  const isOver = updated > 0 && clock.now() >= modified + SECOND
  return { etag: etagOf(body), ...(isOver && { modified }) }
}

function headersOf({ etag, modified }: Validators): HeaderList {
  return ['etag', etag, ...(modified === undefined ? [] : ['last-modified', new Date(modified).toUTCString()])]
}

function cacheHeader({ archive }: FeedDocument): HeaderList {
  return ['cache-control', `public, max-age=${archive === undefined ? MAX_AGE_S : ARCHIVE_MAX_AGE_S}`]
}

function etagOf(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url')}"`
}

function linkHeaders({ head, archive, older, newer }: FeedDocument): HeaderList {
  const links: [rel: string, href: string | undefined][] = [
    ['self', archive ?? head.self],
    // Nobody needs to hear of changes of the archive.
    ['hub', archive === undefined ? head.hub : undefined],
    ['current', archive && head.self],
    ['prev-archive', older],
    ['next-archive', newer],
  ]
  return ['link', links.flatMap(([rel, href]) => (href ? `<${href}>; rel="${rel}"` : [])).join(', ')]
}

/** The time counts only if the reader has no tag (RFC 9110 section 13.1.3). */
function isKnown({ header }: IncomingRequest, { etag, modified }: Validators): boolean {
  const tags = header('if-none-match')
  if (tags !== undefined) return isKnownTag(etag, tags)
  return modified !== undefined && parseHttpDate(header('if-modified-since') ?? '') >= modified
}

const STATUS: Partial<Record<ErrorKind, number>> = { 'not-found': 404, gone: 410, forbidden: 403, invalid: 400 }

/** Feed readers show no pages, so an error is one sentence. */
export function feedError(app: App, error: unknown, { path }: IncomingRequest): Answer {
  if (error instanceof TooMany) return sentence(429, sentenceOf(error.reason), retryAfter(error))
  if (error instanceof AtollError && STATUS[error.kind])
    return sentence(STATUS[error.kind] as number, sentenceOf(error.reason))
  if (error instanceof BodyError) return sentence(error.status, sentenceOf(bodyReason(error)), retryAfter(error))
  app.log.error({ err: error, path }, 'a feed failed')
  return sentence(500, sentenceOf(['internal-error']))
}

function retryAfter({ retryAfterMs }: { retryAfterMs: number | undefined }): HeaderList {
  return retryAfterMs === undefined ? [] : ['retry-after', formatRetryAfter(retryAfterMs)]
}

function sentence(status: number, text: string, headers: HeaderList = []): Answer {
  return new Answer(
    status,
    ['content-type', 'text/plain; charset=utf-8', 'cache-control', 'no-store', ...OPEN, ...headers],
    `${text}\n`,
  )
}
