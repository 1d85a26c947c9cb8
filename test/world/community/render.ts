/** The objects of a community server, in the form that Lemmy 0.19.20 writes (test/payloads/recorded/lemmy). */
import type { Json } from '../peer.ts'
import { PUBLIC } from '../peer-actor.ts'
import type { Community, Entry, KnownActor, LocalActor, Message } from './state.ts'

const CONTEXT = ['https://join-lemmy.org/context.json', 'https://www.w3.org/ns/activitystreams']

export function withContext(document: Json): Json {
  return { '@context': CONTEXT, ...document }
}

export function renderPerson(person: LocalActor): Json {
  return {
    type: 'Person',
    id: person.id,
    preferredUsername: person.name,
    inbox: `${person.id}/inbox`,
    outbox: `${person.id}/outbox`,
    publicKey: renderKey(person),
    endpoints: { sharedInbox: sharedInboxOf(person) },
    published: '2026-01-01T00:00:00.000000Z',
  }
}

export function renderCommunity(community: Community): Json {
  const { actor, id, title, description, published } = community
  return {
    type: 'Group',
    id,
    preferredUsername: actor.name,
    inbox: `${id}/inbox`,
    followers: community.followersUrl,
    publicKey: renderKey(actor),
    name: title,
    ...(description && { summary: htmlOf(description), source: sourceOf(description) }),
    sensitive: false,
    attributedTo: community.moderatorsUrl,
    postingRestrictedToMods: false,
    outbox: `${id}/outbox`,
    endpoints: { sharedInbox: sharedInboxOf(actor) },
    featured: community.featuredUrl,
    language: [],
    published,
  }
}

/** The actor of the server itself. */
export function renderSite(site: LocalActor): Json {
  return {
    type: 'Application',
    id: site.id,
    name: site.name,
    preferredUsername: site.name,
    inbox: sharedInboxOf(site),
    outbox: `${site.id}site_outbox`,
    publicKey: renderKey(site),
    language: [],
    published: '2026-01-01T00:00:00.000000Z',
  }
}

/** @param answered the author of what a comment answers, who is mentioned */
export function renderEntry(entry: Entry, answered?: KnownActor): Json {
  return entry.kind === 'post' ? renderPage(entry) : renderComment(entry, answered)
}

function renderPage({ id, author, community, text, published, updated }: Entry): Json {
  return {
    type: 'Page',
    id,
    attributedTo: author,
    to: [community.id, PUBLIC],
    name: text.title,
    cc: [],
    ...(text.html && { content: text.html }),
    mediaType: 'text/html',
    ...(text.source && { source: sourceOf(text.source) }),
    attachment: text.link ? [{ href: text.link, mediaType: 'text/html; charset=utf-8', type: 'Link' }] : [],
    ...(text.image && { image: { type: 'Image', url: text.image } }),
    sensitive: false,
    published,
    ...(updated && { updated }),
    audience: community.id,
    tag: [{ href: id, name: `#${community.actor.name}`, type: 'Hashtag' }],
  }
}

function renderComment(
  { id, author, community, parent, text, published, updated }: Entry,
  answered?: KnownActor,
): Json {
  return {
    type: 'Note',
    id,
    attributedTo: author,
    to: [PUBLIC],
    cc: [community.id, ...(answered ? [answered.id] : [])],
    content: text.html,
    inReplyTo: parent?.id,
    mediaType: 'text/html',
    ...(text.source && { source: sourceOf(text.source) }),
    published,
    ...(updated && { updated }),
    tag: mentionsOf(answered),
    distinguished: false,
    audience: community.id,
    attachment: [],
  }
}

export function renderMessage({ id, from, to, published, html }: Message, updated?: string): Json {
  return {
    type: 'ChatMessage',
    id,
    attributedTo: from,
    to: [to],
    content: html,
    mediaType: 'text/html',
    published,
    ...(updated && { updated }),
  }
}

export function renderTombstone(id: string): Json {
  return { id, type: 'Tombstone' }
}

export function mentionsOf(actor: KnownActor | undefined): Json[] {
  if (!actor) return []
  return [{ href: actor.id, name: `@${actor.name}@${new URL(actor.id).host}`, type: 'Mention' }]
}

/** One paragraph of HTML, from text without markup. */
export function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<p>${escaped}</p>\n`
}

function sourceOf(content: string): Json {
  return { content, mediaType: 'text/markdown' }
}

function renderKey({ id, keys }: LocalActor): Json {
  return { id: `${id}#main-key`, owner: id, publicKeyPem: keys.publicPem }
}

function sharedInboxOf({ id }: LocalActor): string {
  return new URL('/inbox', id).href
}
