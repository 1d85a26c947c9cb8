import { sql } from 'kysely'
import { z } from 'zod'
import type { App } from '../core/app.ts'
import { compiled } from '../db/compiled.ts'
import { SECOND } from '../lib/durations.ts'
import { HttpError } from './http/answer-error.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'

/** A database that answers later than this is no help to anyone. */
const PATIENCE_MS = 3 * SECOND

export const healthEndpoints: Endpoint[] = [
  endpoint('GET /health', { scope: 'public', answer: z.strictObject({ status: z.literal('ok') }) }, async ({ app }) => {
    if (!(await databaseAnswers(app))) throw new HttpError(503, ['database-silent'], { 'Retry-After': '5' })
    return { status: 'ok' as const }
  }),
]

const ask = compiled({}, (db) => db.selectNoFrom(sql<number>`1`.as('one')))

function databaseAnswers(app: App): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const cancel = app.clock.timer(PATIENCE_MS, () => resolve(false))
  const end = (isThere: boolean) => {
    cancel()
    resolve(isThere)
  }
  ask(app, {}).then(
    () => end(true),
    () => end(false),
  )
  return promise
}
