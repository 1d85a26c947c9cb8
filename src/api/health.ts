import { sql } from 'kysely'
import { z } from 'zod'
import type { App } from '../core/app.ts'
import { diskSpace } from '../core/media/copies/reserve.ts'
import { compiled } from '../db/compiled.ts'
import { SECOND } from '../lib/durations.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { TextReply } from './http/reply.ts'

/** A database that takes longer to respond is reported as down. */
const TIMEOUT_MS = 3 * SECOND

export const healthEndpoints: Endpoint[] = [
  endpoint('GET /health', { scope: 'public', answer: z.string(), rate: 'health' }, async ({ app }) =>
    (await databaseResponds(app))
      ? new TextReply(200, ['OK', ...(await limitations(app))].join('\n'))
      : new TextReply(503, sentenceOf(['database-down'])),
  ),
]

/**
 * What does not work as it should, while the server goes on serving. The status stays 200 and the first line `OK`, for
 * which monitors look, since a load balancer must not take a server away because of it.
 */
async function limitations(app: App): Promise<string[]> {
  return (await diskSpace(app)).isLow ? [sentenceOf(['disk-low'])] : []
}

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
