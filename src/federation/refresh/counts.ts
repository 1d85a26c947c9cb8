/** Reads how many followers, followed accounts and posts an actor has at its origin (C20). */
import { hasType, readInteger } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { COLLECTION_TYPES } from '../../activitypub/vocabulary.ts'
import { storeOriginCounts } from '../../core/accounts/origin-counts.ts'
import type { App } from '../../core/app.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Budget } from '../fetch/budget.ts'
import { fetchRemote } from '../fetch/document.ts'

/** More cannot be true, and clients read these numbers into 32 bits. */
const MAX_COUNT = 2 ** 31 - 1

export async function refreshCounts(app: App, account: Account, budget: Budget): Promise<void> {
  const total = (url: string | null) => totalAt(app, account, url, budget)
  const [origin_followers_count, origin_following_count, origin_statuses_count] = await Promise.all([
    total(account.followers_url),
    total(account.following_url),
    total(account.outbox_url),
  ])
  await storeOriginCounts(app, account.id, { origin_followers_count, origin_following_count, origin_statuses_count })
}

/** @returns null if the origin does not tell; undefined if it does not answer now */
async function totalAt(
  app: App,
  account: Account,
  url: string | null,
  budget: Budget,
): Promise<number | null | undefined> {
  if (url === null || !sameOrigin(url, account.uri)) return null
  try {
    const { id, json } = await fetchRemote(app, url, { budget })
    if (!sameOrigin(id, account.uri) || !hasType(json, ...COLLECTION_TYPES)) return null
    return readInteger(json.totalItems, { max: MAX_COUNT }) ?? null
  } catch (error) {
    if (error instanceof Unavailable) return undefined
    if (error instanceof AtollError) return null
    throw error
  }
}
