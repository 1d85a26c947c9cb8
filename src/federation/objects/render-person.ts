/** Renders a local account as an actor that every known peer accepts. */

import type { JsonObject } from '../../activitypub/read.ts'
import type { Uris } from '../../core/own-uris.ts'
import { isSuspended } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { publicKeyMultibase } from '../../lib/crypto/keys.ts'
import { findEntities } from '../../lib/text/find-entities.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import { nonEmptyLists, xsdDateTime } from './json-ld.ts'
import type { PersonParts } from './load-person.ts'
import { renderPictures } from './render-pictures.ts'
import { hashtag } from './render-tags.ts'

/** Capabilities that a peer may want to know (FEP-844e). */
const IMPLEMENTS = [
  { href: 'https://datatracker.ietf.org/doc/html/rfc9421', name: 'RFC-9421: HTTP Message Signatures' },
] as const

/** The actor of a local person or bot. */
export function renderPerson(uris: Uris, account: Account, { keys, pictures }: PersonParts): JsonObject {
  const { id, uri } = account
  return {
    id: uri,
    type: typeOf(account),
    preferredUsername: account.username,
    name: account.display_name || account.username,
    summary: account.note,
    // Must be on the host of the id, or Mastodon replaces it (E-24).
    url: uris.profile(account.username),
    webfinger: `${account.username}@${uris.host}`,
    inbox: uris.inbox(id),
    outbox: uris.outbox(id),
    followers: uris.followers(id),
    following: uris.following(id),
    featured: uris.featured(id),
    endpoints: { sharedInbox: uris.sharedInbox },
    manuallyApprovesFollowers: account.locked,
    discoverable: account.discoverable,
    indexable: account.indexable,
    published: xsdDateTime(account.created_at),
    updated: xsdDateTime(account.updated_at),
    ...renderKeys(uri, keys),
    ...renderPictures(uris, account, pictures),
    ...nonEmptyLists({
      attachment: account.fields.map(({ name, value }) => ({ type: 'PropertyValue', name, value })),
      tag: tagsIn(account.note_source).map((name) => hashtag(uris, name)),
      alsoKnownAs: account.also_known_as,
    }),
    ...(account.moved_to_uri && { movedTo: account.moved_to_uri }),
    generator: { type: 'Application', implements: IMPLEMENTS },
  }
}

/**
 * Who an actor is, where it receives, and the key that verifies what it sends: what every server may read (S-31). The
 * fields are those that Mastodon serves to unsigned requests, a name, which is not the one the person chose, and the
 * outbox, without which Lemmy reads no actor.
 */
export function renderActorStub(uris: Uris, account: Account, { keys }: PersonParts): JsonObject {
  return {
    id: account.uri,
    type: typeOf(account),
    preferredUsername: account.username,
    name: account.username,
    inbox: uris.inbox(account.id),
    outbox: uris.outbox(account.id),
    endpoints: { sharedInbox: uris.sharedInbox },
    ...(isSuspended(account) && { suspended: true }),
    publicKey: renderRsaKey(account.uri, keys),
  }
}

function typeOf(account: Account): string {
  return account.bot && account.actor_type === 'Person' ? 'Service' : account.actor_type
}

/** The hashtags of a bio in their normalized spelling, each once. */
function tagsIn(bio: string): string[] {
  const names = findEntities(bio).flatMap((one) => (one.type === 'hashtag' ? [normalizeTag(one.name)] : []))
  return [...new Set(names)]
}

/**
 * The server itself as an actor (E-29). It can be fetched without a signature even in secure mode. It follows nobody
 * and has no followers.
 */
export function renderInstanceActor(uris: Uris, account: Account, { keys }: PersonParts): JsonObject {
  return {
    id: account.uri,
    type: 'Application',
    preferredUsername: account.username,
    name: account.display_name || uris.host,
    summary: account.note,
    url: uris.origin,
    webfinger: `${account.username}@${uris.host}`,
    inbox: `${account.uri}/inbox`,
    outbox: `${account.uri}/outbox`,
    followers: `${account.uri}/followers`,
    following: `${account.uri}/following`,
    featured: `${account.uri}/featured`,
    endpoints: { sharedInbox: uris.sharedInbox },
    manuallyApprovesFollowers: true,
    discoverable: false,
    indexable: false,
    published: xsdDateTime(account.created_at),
    ...renderKeys(account.uri, keys),
    implements: IMPLEMENTS,
  }
}

/** `publicKey` holds one RSA key, which all peers can read (S-09). The Ed25519 key is a Multikey (FEP-521a). */
function renderKeys(actor: string, keys: PersonParts['keys']): JsonObject {
  const { ed25519 } = keys
  return {
    publicKey: renderRsaKey(actor, keys),
    assertionMethod: [
      {
        id: ed25519.key_id,
        type: 'Multikey',
        controller: actor,
        publicKeyMultibase: publicKeyMultibase(ed25519.public_pem),
      },
    ],
  }
}

function renderRsaKey(owner: string, { rsa }: PersonParts['keys']): JsonObject {
  return { id: rsa.key_id, owner, publicKeyPem: rsa.public_pem }
}
