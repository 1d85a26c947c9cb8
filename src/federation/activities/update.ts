import { readEmbedded } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { storeRemoteAccount } from '../../core/accounts/store.ts'
import type { App } from '../../core/app.ts'
import { Declined, Gone } from '../../core/errors.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { isTombstoned } from '../../core/tombstones/tombstone.ts'
import { fetchActor } from '../fetch/actor.ts'
import { fetchStatus } from '../fetch/status.ts'
import { parsePerson } from '../objects/parse-person.ts'
import { activity, type Commit, type Incoming } from './activity.ts'
import { keep, ownNote } from './create.ts'

/** Another version of a post or of the sender's own profile. */
export const Update = activity({
  type: 'Update',
  verify: ({ objectId, actor }) => sameOrigin(objectId, actor.uri),
  async receive(app, update) {
    const uri = update.objectId as string
    return uri === update.actor.uri ? updateProfile(app, update) : updatePost(app, update, uri)
  },
})

async function updateProfile(app: App, { actor, object, budget }: Incoming): Promise<Commit | undefined> {
  const inner = readEmbedded(object)
  const person = inner?.type === undefined ? undefined : parsePerson(inner)
  // Without a version of its own it cannot be ordered (C5), and another name must be confirmed first (C17).
  if (person?.updated_at === undefined || person.username !== actor.username) {
    await fetchActor(app, actor.uri, { budget })
    return undefined
  }
  const incoming = { ...person, domain: actor.domain as string }
  return async (tx) => {
    await storeRemoteAccount(tx, incoming, { via: 'delivery', handleConfirmed: false })
  }
}

async function updatePost(app: App, update: Incoming, uri: string): Promise<Commit | undefined> {
  const known = await findStatusByUri(app, uri)
  if (known && known.account_id !== update.actor.id) throw new Declined('Only its author updates a post')
  if (await isTombstoned(app.db, uri)) throw new Gone(`${uri} was deleted`)
  const note = ownNote(update)
  if (known && note) return keep(app, update, note)
  // C10: the post itself was lost on its way, or only its id came.
  await fetchStatus(app, uri, { budget: update.budget, onlyIfRelevant: true, isPushed: true })
  return undefined
}
