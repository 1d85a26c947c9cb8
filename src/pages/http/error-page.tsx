/** Pages for errors. They say what happened and what to do, and never show a stack trace. */

import { ERROR_STATUS } from '../../api/entities/error-status.ts'
import { AtollError, type ErrorKind, TooMany } from '../../core/errors.ts'
import { CachedValue } from '../../lib/cached-value.ts'
import { MINUTE } from '../../lib/durations.ts'
import { formatRetryAfter } from '../../lib/http/retry-after.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { BodyError } from '../../lib/http-server/body-error.ts'
import { slot } from '../../lib/slot.ts'
import { StorageFull } from '../../lib/storage/storage.ts'
import { bodyReason } from '../../messages/body-reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { anonymous, type Visit } from '../visit/visit.ts'
import { pageOfForm } from './back.ts'
import { respond } from './respond.tsx'

const TITLE: Partial<Record<ErrorKind, string>> = {
  'not-found': 'Not found',
  gone: 'No longer here',
  forbidden: 'Not allowed',
}

/** RFC 4918 section 11.5. */
export const STORAGE_FULL = 507
const UNTITLED = 'That did not work'

/** An expected error becomes a page with its sentence. Any other is a bug, logged with the id that the page shows. */
export function errorPage(visit: Visit, error: unknown): Promise<Answer> {
  if (error instanceof AtollError && error.code === 'record-not-found') return notFoundPage(visit)
  if (error instanceof TooMany) return tooManyPage(visit, error)
  if (error instanceof AtollError)
    return page(
      visit,
      ERROR_STATUS[error.kind],
      TITLE[error.kind] ?? UNTITLED,
      sentenceOf(error.reason),
      pageOfForm(visit),
    )
  if (error instanceof BodyError) return page(visit, error.status, UNTITLED, sentenceOf(bodyReason(error)))
  const { requestId } = visit.caller
  visit.app.log.error({ err: error, request: requestId }, 'a page failed')
  if (error instanceof StorageFull) return page(visit, STORAGE_FULL, UNTITLED, sentenceOf(['storage-full']))
  const about = ` If you report it to the administrators, mention the request id ${requestId}.`
  return page(visit, 500, 'Server error', `Something went wrong on this server, and the error has been logged.${about}`)
}

/** Rendered once a minute, since refusing a request must cost less than answering it. */
const refusal = slot(() => new CachedValue<Answer>(MINUTE))

async function tooManyPage(visit: Visit, { retryAfterMs }: TooMany): Promise<Answer> {
  const cached = visit.app.slot(refusal)
  const unnamed = anonymous(visit.app, visit)
  const known = cached.get() ?? (await page(unnamed, 429, 'Too many requests', sentenceOf(['too-many-pages'])))
  cached.set(known)
  return known.with(['retry-after', formatRetryAfter(retryAfterMs)])
}

export function notFoundPage(visit: Visit): Promise<Answer> {
  return page(
    visit,
    404,
    'Not found',
    'This page does not exist. It may have been deleted, or the address may be misspelled.',
  )
}

/** @param back the page to which it leads; otherwise to the front page */
function page(visit: Visit, status: number, title: string, sentence: string, back?: string): Promise<Answer> {
  return respond(visit, {
    head: { title, noindex: true },
    status,
    body: (
      <>
        <h1>{title}</h1>
        <p class="lead">{sentence}</p>
        <p>
          <a href={back ?? '/'}>{back === undefined ? 'Go to the front page' : 'Go back'}</a>
        </p>
      </>
    ),
  })
}
