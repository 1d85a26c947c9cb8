/**
 * The stub of an actor, which Mastodon and Atoll serve instead of the whole if they require signatures and cannot verify
 * one just then (S-30).
 */
import type { JsonObject } from '../../activitypub/read.ts'
import { pickColumns } from '../../db/pick-columns.ts'
import { type Account, PROFILE, UNVERSIONED_ACCOUNT } from '../../db/tables/accounts.ts'
import type { IncomingPerson } from './parse-person.ts'

/** Nearly all whole actors have one of these: of an empty Lemmy profile only the first. */
const ABSENT_FROM_STUBS = ['published', 'followers', 'summary', 'url', 'icon'] as const

/** A whole actor has an outbox (ActivityPub section 4.1), but so have our stubs, whose `name` is only the username. */
export function isActorStub(actor: JsonObject): boolean {
  if (ABSENT_FROM_STUBS.some((name) => actor[name] !== undefined)) return false
  return actor.outbox === undefined || actor.name === actor.preferredUsername
}

/** The stored profile, with the keys and inboxes of the stub: that the stub lacks the rest does not mean it is gone. */
export function completeStub(stub: IncomingPerson, known: Account): IncomingPerson {
  const { inbox_url, shared_inbox_url } = stub
  const stored = { ...pickColumns(known, PROFILE), ...pickColumns(known, UNVERSIONED_ACCOUNT) }
  return { ...stub, ...stored, inbox_url, shared_inbox_url }
}
