/** Deletes codes, refresh tokens and apps that are of no use any longer. */
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { endAuthorization } from './end-authorization.ts'
import { REFRESH_VALID_MS } from './refresh.ts'

/** Codes work for ten minutes. After that, they only reveal that someone uses a copied one. */
const CODE_KEPT_MS = DAY
/** A used refresh token reveals a copy (RFC 9700 section 4.14.2), as long as someone may still have one. */
const USED_REFRESH_TOKEN_KEPT_MS = 30 * DAY
/** An app that nobody allowed, and that has not used a token of its own for so long, is not going to be used. */
const UNUSED_APP_KEPT_MS = 30 * DAY
/** Authorizations that one run ends. */
const MAX_ENDED = 500

export const pruneApps: Scheduled<App> = {
  name: 'pruneApps',
  everyMs: HOUR,
  async run(app) {
    const now = app.clock.now()
    await pruneCodes(app, now - CODE_KEPT_MS)
    await pruneUsedRefreshTokens(app, now - USED_REFRESH_TOKEN_KEPT_MS)
    await endForgotten(app, now - REFRESH_VALID_MS)
    await pruneUnusedApps(app, now - UNUSED_APP_KEPT_MS)
  },
}

function pruneCodes({ db }: App, before: number): Promise<unknown> {
  const old = db.selectFrom('authorization_codes').select('code_hash').where('created_at', '<', before)
  return deleteInBatches((limit) => db.deleteFrom('authorization_codes').where('code_hash', 'in', old.limit(limit)))
}

function pruneUsedRefreshTokens({ db }: App, before: number): Promise<unknown> {
  const old = db.selectFrom('refresh_tokens').select('token_hash').where('used_at', '<', before)
  return deleteInBatches((limit) => db.deleteFrom('refresh_tokens').where('token_hash', 'in', old.limit(limit)))
}

/** An app that has not renewed its token for so long cannot renew it any more, so its authorization ends. */
async function endForgotten(app: App, before: number): Promise<void> {
  const forgotten = await app.db
    .selectFrom('refresh_tokens')
    .select('authorization_id')
    .where('used_at', 'is', null)
    .where('created_at', '<', before)
    .limit(MAX_ENDED)
    .execute()
  for (const { authorization_id } of forgotten) await app.transaction((tx) => endAuthorization(tx, authorization_id))
}

/** Clients register before a person decides, and anyone may register any number. */
async function pruneUnusedApps({ db }: App, before: number): Promise<void> {
  const unused = db
    .selectFrom('apps')
    .select('id')
    .where('allowed_at', 'is', null)
    .where((app) => app(app.fn.coalesce('used_at', 'created_at'), '<', before))
  const tokens = db.selectFrom('app_tokens').select('token_hash').where('app_id', 'in', unused)
  await deleteInBatches((limit) => db.deleteFrom('app_tokens').where('token_hash', 'in', tokens.limit(limit)))
  await deleteInBatches((limit) => db.deleteFrom('apps').where('id', 'in', unused.limit(limit)))
}
