/**
 * The stub of an actor, which Mastodon and Atoll serve instead of the whole if they require signatures and cannot verify
 * one just then (S-30).
 */
import type { JsonObject } from '../../activitypub/read.ts'
import { pickColumns } from '../../db/pick-columns.ts'
import { type Account, PROFILE, UNVERSIONED_ACCOUNT } from '../../db/tables/accounts.ts'
import type { IncomingPerson } from './parse-person.ts'

/** Whole actors have at least one of these: the first is required by ActivityPub. */
const ABSENT_FROM_STUBS = ['outbox', 'followers', 'summary', 'url', 'icon'] as const

export function isActorStub(actor: JsonObject): boolean {
  return ABSENT_FROM_STUBS.every((name) => actor[name] === undefined)
}

/** The stored profile, with the keys and inboxes of the stub: that the stub lacks the rest does not mean it is gone. */
export function completeStub(stub: IncomingPerson, known: Account): IncomingPerson {
  const { inbox_url, shared_inbox_url } = stub
  const stored = { ...pickColumns(known, PROFILE), ...pickColumns(known, UNVERSIONED_ACCOUNT) }
  return { ...stub, ...stored, inbox_url, shared_inbox_url }
}
