import { sql } from 'kysely'
import { z } from 'zod'
import type { App } from '../core/app.ts'
import { compiled } from '../db/compiled.ts'
import { SECOND } from '../lib/durations.ts'
import { HttpError } from './http/answer-error.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'

/** A database that takes longer to respond is reported as down. */
const TIMEOUT_MS = 3 * SECOND

export const healthEndpoints: Endpoint[] = [
  endpoint(
    'GET /health',
    { scope: 'public', answer: z.strictObject({ status: z.literal('ok') }), rate: 'health' },
    async ({ app }) => {
      if (!(await databaseResponds(app))) throw new HttpError(503, ['database-down'], { 'Retry-After': '5' })
      return { status: 'ok' as const }
    },
  ),
]

const ping = compiled({}, (db) => db.selectNoFrom(sql<number>`1`.as('one')))

function databaseResponds(app: App): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const cancel = app.clock.timer(TIMEOUT_MS, () => resolve(false))
  const finish = (responds: boolean) => {
    cancel()
    resolve(responds)
  }
  ping(app, {}).then(
    () => finish(true),
    () => finish(false),
  )
  return promise
}
