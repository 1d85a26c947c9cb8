/** What went wrong, whose fault it was, and what to do: never a stack trace. */

import { ERROR_STATUS } from '../api/entities/error-status.ts'
import type { App } from '../core/app.ts'
import { AtollError, type ErrorKind } from '../core/errors.ts'
import type { Answer } from '../lib/http-server/answer.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import { respond } from './http/respond.tsx'

const TITLE: Partial<Record<ErrorKind, string>> = {
  'not-found': 'Not here',
  gone: 'Gone',
  forbidden: 'Not allowed',
  'too-many': 'Too fast',
}

/** A page for an error of a verb; anything else is a bug of ours, and is logged with the id that the page shows. */
export function errorPage(app: App, error: unknown, requestId?: string): Promise<Answer> {
  if (error instanceof AtollError && error.code === 'record-not-found') return notFoundPage(app)
  if (error instanceof AtollError)
    return page(app, ERROR_STATUS[error.kind], TITLE[error.kind] ?? 'That did not work', sentenceOf(error.reason))
  app.log.error({ err: error, request: requestId }, 'a page failed')
  const about = requestId ? ` If you tell the people who run it, name this: ${requestId}` : ''
  return page(app, 500, 'Our mistake', `Something broke on this server, and it has been noted.${about}`)
}

export function notFoundPage(app: App): Promise<Answer> {
  return page(
    app,
    404,
    'Not here',
    'There is no such page. It may have been deleted, or the address has a typing error.',
  )
}

function page(app: App, status: number, title: string, sentence: string): Promise<Answer> {
  return respond(app, {
    head: { title, noindex: true },
    status,
    body: (
      <>
        <h1>{title}</h1>
        <p class="lead">{sentence}</p>
        <p>
          <a href="/">To the front page</a>
        </p>
      </>
    ),
  })
}
