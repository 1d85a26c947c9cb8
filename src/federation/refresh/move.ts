/** Whether an account has moved, as it says: the new account's own document must confirm it. */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App, Reaction } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { findMove } from '../../core/moves/find.ts'
import { endMove, move } from '../../core/moves/move.ts'
import { isActive, isDeleted } from '../../core/policy/active.ts'
import type { Account, NewAccount } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import { storeActor } from '../fetch/actor.ts'
import { type Budget, createBudget } from '../fetch/budget.ts'
import { senderOrUs } from '../fetch/cause.ts'
import { fetchRemote } from '../fetch/document.ts'
import { pauseFor, pauseLeft } from '../fetch/once-per.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { parsePerson } from '../objects/parse-person.ts'

/** What a profile says about a move is looked into at most once in this time. */
const PAUSE_MS = DAY

/**
 * The new account, fetched now from its origin. It is stored only if it confirms the move, so that a chain of accounts
 * that name each other is not followed.
 * @throws Declined unless it names the old account among its aliases, and has not moved itself
 */
export async function confirmMove(app: App, old: Account, targetUri: string, budget: Budget): Promise<Account> {
  if (app.uris.isLocal(targetUri)) return confirmedByLocal(old, await findAccountByUri(app, targetUri), targetUri)
  const { json } = await fetchRemote(app, targetUri, { budget })
  const person = parsePerson(json)
  requireConfirmed(old, person, targetUri)
  const target = await storeActor(app, json, budget)
  if (!isActive(target)) throw new Declined('move-unconfirmed', { uri: targetUri })
  return target
}

function confirmedByLocal(old: Account, target: Account | undefined, targetUri: string): Account {
  if (!target || !isActive(target)) throw new Declined('move-unconfirmed', { uri: targetUri })
  requireConfirmed(old, target, targetUri)
  return target
}

type Confirming = Pick<NewAccount, 'uri' | 'also_known_as' | 'moved_to_uri'>

/** @throws Declined */
function requireConfirmed(old: Account, { uri, also_known_as = [], moved_to_uri }: Confirming, expected: string): void {
  if (uri !== expected || uri === old.uri || !also_known_as.includes(old.uri))
    throw new Declined('move-unconfirmed', { uri: expected })
  if (moved_to_uri) throw new Declined('move-to-moved', { uri: expected })
}

/** Looks into what the profile of an account says. */
export const checkMove = remoteJob(
  'checkMove',
  { payload: z.object({ uri: z.string() }), uriOf: ({ uri }) => uri },
  async (app, { uri }) => {
    const account = await findAccountByUri(app, uri)
    if (!account || isDeleted(account) || account.moved_to_uri === null) return
    // A server can name any address in as many profiles as it likes.
    const budget = createBudget({ cause: senderOrUs(hostOf(account.uri)) })
    const target = await confirmMove(app, account, account.moved_to_uri, budget)
    await app.transaction((tx) => move(tx, account, target, { isInProfile: true, via: 'fetch' }))
  },
)

/** account.created, account.updated: the profile says that the account has moved, or no longer says it. */
export const followMove: Reaction<'account.created' | 'account.updated'> = async (tx, { account_id, via }) => {
  if (via === 'local') return
  const { uri, moved_to_uri } = await tx.db
    .selectFrom('accounts')
    .select(['uri', 'moved_to_uri'])
    .where('id', '=', account_id)
    .executeTakeFirstOrThrow()
  if (moved_to_uri === null) return endMove(tx, { id: account_id })
  const known = await findMove(tx, account_id)
  const key = `move ${account_id} ${moved_to_uri}`
  if (pauseLeft(tx, key) > 0) return
  if (known?.in_profile && (await findAccountByUri(tx, moved_to_uri))?.id === known.target_id) return
  await tx.enqueue(checkMove, { uri })
  tx.afterCommit(() => pauseFor(tx, key, PAUSE_MS))
}
