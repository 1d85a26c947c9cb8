/** Parses a remote actor, tolerantly and without I/O. It must have an id, a type, an inbox and a username (E-22). */

import {
  asArray, hasType, isObject, type JsonObject, readBoolean, readEmbedded, readFirstId, readId, readIds, readNatural, readString,
  readTime, readTypes,
} from '../../activitypub/read.ts' // biome-ignore format: one import
import { listActorKeys } from '../../activitypub/signatures/actor-key.ts'
import { hasFragment, sameOrigin } from '../../activitypub/uris.ts'
import { ACTOR_TYPES, isActorType } from '../../activitypub/vocabulary.ts'
import type { IncomingAccount } from '../../core/accounts/store.ts'
import { Declined } from '../../core/errors.ts'
import type { Account, ProfileField } from '../../db/tables/accounts.ts'
import { sanitizeHtml } from '../../lib/html/sanitize.ts'
import { fitHtml, fitList } from './fit.ts'
import { PERSON_LIMITS } from './limits.ts'
import { parseEmojis } from './parse-tags.ts'
import { profilePictures } from './profile-pictures.ts'
import { readPlain, webPage } from './read-text.ts'

/** An actor whose handle is not confirmed yet. WebFinger determines the host of the handle. */
export type IncomingPerson = Omit<IncomingAccount, 'domain'> & {
  /** The handle that the actor claims (FEP-2c59). WebFinger must confirm it. */
  webfinger: string | undefined
}

/** @throws Declined with the reason, if the value cannot become an account */
export function parsePerson(value: unknown): IncomingPerson {
  if (!isObject(value)) throw new Declined('actor-not-object')
  const actor_type = readActorType(value)
  const uri = readAddress(value)
  if (uri === undefined || hasFragment(uri)) throw new Declined('actor-without-id')
  const inbox_url = readAddress(value.inbox)
  if (inbox_url === undefined) throw new Declined('actor-without-inbox')
  const name = readString(value.preferredUsername) ?? ''
  if (name === '' || name.length > PERSON_LIMITS.usernameLength) throw new Declined('actor-without-name')
  return {
    uri,
    username: name.normalize('NFC'),
    webfinger: readString(value.webfinger),
    actor_type,
    ...readProfile(value, uri),
    bot: actor_type === 'Service' || actor_type === 'Application',
    inbox_url,
    shared_inbox_url: readAddress(readEmbedded(value.endpoints)?.sharedInbox) ?? null,
    outbox_url: readAddress(value.outbox) ?? null,
    ...readCollections(value, uri),
    moderators_url: actor_type === 'Group' ? readModerators(value, uri) : null,
    ...readReserve(value),
    keys: readKeys(value),
    created_at: readTime(value.published),
    updated_at: readTime(value.updated),
  }
}

function readActorType(actor: JsonObject): Account['actor_type'] {
  const types = readTypes(actor)
  if (!isActorType(types)) throw new Declined('not-an-actor', { type: types[0] })
  return types.find((type) => ACTOR_TYPES.has(type)) as Account['actor_type']
}

function readProfile(actor: JsonObject, uri: string) {
  const page = shortAddress(webPage(actor.url, uri)) ?? uri
  return {
    display_name: readPlain(actor, 'name', PERSON_LIMITS.displayNameLength),
    note: fitHtml(readNatural(actor, 'summary')?.text ?? '', PERSON_LIMITS.bioBytes, page),
    fields: readFields(actor.attachment, page),
    emojis: fitList(parseEmojis(actor.tag), PERSON_LIMITS.emojisBytes),
    url: page,
    ...profilePictures(actor),
    locked: readBoolean(actor.manuallyApprovesFollowers) === true,
    discoverable: readBoolean(actor.discoverable) === true,
    indexable: readBoolean(actor.indexable) === true,
    also_known_as: fitList(readIds(actor.alsoKnownAs, PERSON_LIMITS.aliases), PERSON_LIMITS.aliasesBytes),
    moved_to_uri: readAddress(actor.movedTo) ?? null,
  }
}

function readAddress(value: unknown): string | undefined {
  return shortAddress(readId(value))
}

function shortAddress(address: string | undefined): string | undefined {
  return address !== undefined && Buffer.byteLength(address) <= PERSON_LIMITS.addressBytes ? address : undefined
}

function readKeys(actor: JsonObject): IncomingAccount['keys'] {
  const keys = listActorKeys(actor).filter(({ keyId }) => shortAddress(keyId) !== undefined)
  return fitList(
    keys.map(({ keyId, kind, pem }) => ({ keyId, kind, publicPem: pem })),
    PERSON_LIMITS.keysBytes,
  )
}

/**
 * Collections on another origin are ignored: they would let an actor claim another actor's followers and pins. Inboxes
 * may be on another origin, as those of bridges are, because they only receive deliveries.
 */
function readCollections(actor: JsonObject, uri: string) {
  const own = (value: unknown) => {
    const id = readAddress(value)
    return id !== undefined && sameOrigin(id, uri) ? id : null
  }
  return {
    followers_url: own(actor.followers),
    following_url: own(actor.following),
    featured_url: own(actor.featured),
  }
}

/** The collection of a community's moderators (FEP-1b12). PeerTube's channels name the account of their owner here. */
function readModerators({ attributedTo }: JsonObject, uri: string): string | null {
  const [named] = asArray(attributedTo)
  if (isObject(named) && isActorType(readTypes(named))) return null
  const id = shortAddress(readFirstId(attributedTo))
  return id !== undefined && sameOrigin(id, uri) ? id : null
}

/** GoToSocial has a property for each kind of posts, Misskey and Sharkey one for both. */
function readReserve(actor: JsonObject) {
  const hidesAll = readBoolean(actor._misskey_requireSigninToViewContents) === true
  return {
    hides_public: hidesAll || readBoolean(actor.hidesToPublicFromUnauthedWeb) === true,
    hides_unlisted: hidesAll || readBoolean(actor.hidesCcPublicFromUnauthedWeb) === true,
  }
}

function readFields(attachment: unknown, base: string): ProfileField[] {
  const fields = asArray(attachment, PERSON_LIMITS.fields).flatMap((field) => {
    if (!isObject(field) || !hasType(field, 'PropertyValue')) return []
    const name = readPlain(field, 'name', PERSON_LIMITS.fieldLength)
    const value = sanitizeHtml(readString(field.value, PERSON_LIMITS.fieldLength) ?? '', { base })
    return name === '' ? [] : [{ name, value }]
  })
  return fitList(fields, PERSON_LIMITS.fieldsBytes)
}
