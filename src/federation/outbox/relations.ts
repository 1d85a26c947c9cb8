/** Follow, its answers and its Undo; Block and its Undo. */
import type { Reaction, Tx } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from './activity.ts'
import { findPair, type Pair } from './local-to-remote.ts'
import { renderAnswer, renderBlock, renderFollow, renderUndo } from './relation-activities.ts'
import { send } from './send.ts'

/** follow.requested: somebody here asks somebody elsewhere. */
export const deliverFollow: Reaction<'follow.requested'> = async (tx, { request_id, via }) => {
  if (via !== 'local') return
  const row = await tx.db.selectFrom('follow_requests').selectAll().where('id', '=', request_id).executeTakeFirst()
  const pair = row && (await findPair(tx, row.account_id, row.target_id))
  if (pair) await sendAboutFollow(tx, pair, ownFollow(tx, pair, row.uri))
}

/** account.unfollowed: the follow or the request is taken back. */
export const deliverUnfollow: Reaction<'account.unfollowed'> = async (tx, { account_id, target_id, uri, via }) => {
  const pair = via === 'local' ? await findPair(tx, account_id, target_id) : undefined
  if (pair) await sendAboutFollow(tx, pair, renderUndo(ownFollow(tx, pair, uri)))
}

/** account.followed: somebody elsewhere now follows one of ours, and is told so. Also for a Follow that is repeated. */
export const answerFollow: Reaction<'account.followed'> = async (tx, { follow_id }) => {
  const row = await tx.db.selectFrom('follows').selectAll().where('id', '=', follow_id).executeTakeFirst()
  if (row) await sendAnswer(tx, 'Accept', { account_id: row.account_id, target_id: row.target_id, uri: row.uri })
}

/** follow.rejected: a request from elsewhere was declined, or a follower removed. Also for a Follow that was refused. */
export const deliverRejection: Reaction<'follow.rejected'> = (tx, follow) => sendAnswer(tx, 'Reject', follow)

/** account.blocked */
export const deliverBlock: Reaction<'account.blocked'> = async (tx, { block_id, via }) => {
  if (via !== 'local') return
  const row = await tx.db.selectFrom('blocks').selectAll().where('id', '=', block_id).executeTakeFirst()
  const pair = row && (await findPair(tx, row.account_id, row.target_id))
  if (pair) await sendAboutBlock(tx, pair, ownBlock(tx, pair, row.uri))
}

/** account.unblocked */
export const deliverUnblock: Reaction<'account.unblocked'> = async (tx, { account_id, target_id, uri, via }) => {
  const pair = via === 'local' ? await findPair(tx, account_id, target_id) : undefined
  if (pair) await sendAboutBlock(tx, pair, renderUndo(ownBlock(tx, pair, uri)))
}

async function sendAnswer(
  tx: Tx,
  type: 'Accept' | 'Reject',
  { account_id, target_id, uri }: { account_id: Id; target_id: Id; uri: string | null },
): Promise<void> {
  const pair = await findPair(tx, target_id, account_id)
  if (!pair) return
  const { actor, target: follower } = pair
  const kind = type === 'Accept' ? 'accepts/follows' : 'rejects/follows'
  // A new id each time: a repeated Follow is answered again, and must not look like a repeated answer.
  const answer = { uri: tx.uris.fragment(actor.uri, kind, tx.ids.next()), actor: actor.uri }
  const follow = theirFollow(follower, actor, uri)
  await send(tx, {
    activity: renderAnswer(type, answer, follow),
    accountId: actor.id,
    about: followAbout(follower, actor),
    inboxes: [pair.inbox],
  })
}

function theirFollow(follower: Account, target: Account, uri: string | null): Activity {
  const id = uri ?? `${follower.uri}#follows/${target.id}`
  return renderFollow({ uri: id, actor: follower.uri, target: target.uri })
}

function ownFollow(tx: Tx, { actor, target }: Pair, uri: string | null): Activity {
  const id = uri ?? tx.uris.fragment(actor.uri, 'follows', target.id)
  return renderFollow({ uri: id, actor: actor.uri, target: target.uri })
}

function ownBlock(tx: Tx, { actor, target }: Pair, uri: string | null): Activity {
  const id = uri ?? tx.uris.fragment(actor.uri, 'blocks', target.id)
  return renderBlock({ uri: id, actor: actor.uri, target: target.uri })
}

function sendAboutFollow(tx: Tx, { actor, target, inbox }: Pair, activity: Activity): Promise<void> {
  return send(tx, { activity, accountId: actor.id, about: followAbout(actor, target), inboxes: [inbox] })
}

function sendAboutBlock(tx: Tx, { actor, target, inbox }: Pair, activity: Activity): Promise<void> {
  return send(tx, { activity, accountId: actor.id, about: `${actor.uri} blocks ${target.uri}`, inboxes: [inbox] })
}

/** Follow, answers and Undo of one pair stay in order. */
function followAbout(follower: Account, target: Account): string {
  return `${follower.uri} follows ${target.uri}`
}
