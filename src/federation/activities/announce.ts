import { type JsonObject, readEmbedded, readId, readTime, readType } from '../../activitypub/read.ts'
import type { App, Tx } from '../../core/app.ts'
import { boost, unboost } from '../../core/interactions/boost.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchStatus } from '../fetch/status.ts'
import { hasFollowerHere } from '../notes/relevance.ts'
import { visibilityOf } from '../notes/visibility.ts'
import { resolveParent } from '../refresh/thread.ts'
import { activity, type Deed, type Incoming } from './activity.ts'
import { consumePendingUndo } from './pending-undo.ts'

/** Groups of the Lemmy kind announce whole activities (FEP-1b12, A-30): these bring or change an object. */
const BRINGING: ReadonlySet<string> = new Set(['Create', 'Update'])

/** A boost. Whatever is embedded, only its id is used, and the object comes from its own server. */
export const Announce = activity({
  type: 'Announce',
  verify: ({ objectId }) => objectId !== undefined,
  async receive(app, announce) {
    const inner = readEmbedded(announce.object)
    if (inner?.actor !== undefined) return receiveWrapped(app, announce, inner)
    const status = await boosted(app, announce, announce.objectId as string)
    if (!status) return undefined
    const { id: uri, actor, receivedAt } = announce
    const visibility = visibilityOf(announce, actor.followers_url)
    const createdAt = readTime(announce.json.published) ?? receivedAt
    return async (tx) => {
      if (await consumePendingUndo(tx, announce)) return
      await resolveParent(tx, status)
      await boost(tx, actor, status.id, { ...(uri && { uri }), visibility, createdAt, via: 'delivery' })
    }
  },
  async undo(tx, deed) {
    const row = await boostOf(tx, deed)
    if (row?.boost_of_id == null) return false
    await unboost(tx, deed.actor, row.boost_of_id, { via: 'delivery' })
    return true
  },
})

/** Known, or worth fetching: only what somebody here follows may cost a request. */
async function boosted(app: App, { actor, budget }: Incoming, uri: string): Promise<Status | undefined> {
  const known = await findStatusByUri(app, uri)
  if (known?.local) return known
  if (app.uris.isLocal(uri) || !(await hasFollowerHere(app, actor))) return undefined
  return known ?? fetchStatus(app, uri, { budget })
}

/** What an announced activity brings is fetched for its thread; that makes no boost. */
async function receiveWrapped(app: App, { actor, budget }: Incoming, inner: JsonObject): Promise<undefined> {
  const uri = BRINGING.has(readType(inner) ?? '') ? readId(inner.object) : undefined
  if (uri === undefined || app.uris.isLocal(uri) || !(await hasFollowerHere(app, actor))) return undefined
  if (!(await findStatusByUri(app, uri))) await fetchStatus(app, uri, { budget })
  return undefined
}

async function boostOf(tx: Tx, { id, objectId, actor }: Deed): Promise<Pick<Status, 'boost_of_id'> | undefined> {
  const byId =
    id === undefined ? undefined : await ownBoost(tx, actor).where('statuses.uri', '=', id).executeTakeFirst()
  if (byId || objectId === undefined) return byId
  return ownBoost(tx, actor)
    .innerJoin('statuses as original', 'original.id', 'statuses.boost_of_id')
    .where('original.uri', '=', objectId)
    .executeTakeFirst()
}

function ownBoost(tx: Tx, actor: Account) {
  return tx.db
    .selectFrom('statuses')
    .select('statuses.boost_of_id')
    .where('statuses.account_id', '=', actor.id)
    .where('statuses.boost_of_id', 'is not', null)
}
