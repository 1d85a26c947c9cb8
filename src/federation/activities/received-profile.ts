import { readEmbedded } from '../../activitypub/read.ts'
import { storeRemoteAccount } from '../../core/accounts/store.ts'
import type { App } from '../../core/app.ts'
import { fetchActor } from '../fetch/actor.ts'
import { parsePerson } from '../objects/parse-person.ts'
import { type Commit, type Incoming, STORED_BY_FETCH } from './activity.ts'

/** Prepares to store a profile that its own actor sent. */
export async function storeSentProfile(app: App, { actor, object, budget }: Incoming): Promise<Commit> {
  const inner = readEmbedded(object)
  const person = inner?.type === undefined ? undefined : parsePerson(inner)
  // A profile without `updated` cannot be ordered (C4), and WebFinger must confirm a changed name (C17). Fetch instead.
  if (person?.updated_at === undefined || person.username !== actor.username) {
    await fetchActor(app, actor.uri, { budget })
    return STORED_BY_FETCH
  }
  const incoming = { ...person, domain: actor.domain as string }
  return async (tx) => {
    await storeRemoteAccount(tx, incoming, { via: 'delivery', handle: { confirmed: false } })
  }
}
