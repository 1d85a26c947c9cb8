/** Update, Delete and pins of accounts of ours. */

import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { Uris } from '../../core/own-uris.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { unixSeconds } from '../../lib/durations.ts'
import { type ActorKeys, renderPerson } from '../objects/render-person.ts'
import type { Activity } from './activity.ts'

/** Its id carries the version, so that each change is another activity. */
export function renderProfileUpdate(uris: Uris, account: Account, keys: ActorKeys): Activity {
  return {
    id: `${account.uri}#updates/${unixSeconds(account.updated_at)}-${account.revision}`,
    type: 'Update',
    actor: account.uri,
    to: [PUBLIC],
    cc: [uris.followers(account.id)],
    object: renderPerson(uris, account, keys),
  }
}

/**
 * S-09: the keys were changed. What it is about tells it from changes of the profile, since it is signed with the key
 * before, and none of those may take its place.
 */
export function renderRotation(uris: Uris, account: Account, keys: ActorKeys): Activity {
  return { ...renderProfileUpdate(uris, account, keys), id: `${keys.rsa.key_id}/announcement` }
}

const ROTATION = ' keys'
export const rotationOf = (actorUri: string) => `${actorUri}${ROTATION}`
export const isRotation = (about: string) => about.endsWith(ROTATION)

/** */
export function renderAccountDelete(account: Account): Activity {
  return { id: `${account.uri}#delete`, type: 'Delete', actor: account.uri, to: [PUBLIC], cc: [], object: account.uri }
}

/**
 * a pin set or taken. With an id, though Mastodon sends none: Akkoma's validator wants one.
 * @param at makes the id of each change of the same pin another one
 */
export function renderPin(uris: Uris, type: 'Add' | 'Remove', account: Account, status: Status, at: number): Activity {
  return {
    id: `${account.uri}#pins/${status.id}/${type.toLowerCase()}/${unixSeconds(at)}`,
    type,
    actor: account.uri,
    to: [PUBLIC],
    cc: [uris.followers(account.id)],
    object: status.uri,
    target: uris.featured(account.id),
  }
}
