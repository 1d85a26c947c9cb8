/** What a community server shows to anybody. */
import { type Json, jsonResponse } from '../peer.ts'
import { orderedCollection, renderFeatured, renderFollowers, renderModerators, renderOutbox } from './collections.ts'
import { renderCommunity, renderEntry, renderPerson, renderSite, renderTombstone, withContext } from './render.ts'
import type { Site } from './site.ts'
import { type Community, type Entry, isShown, type LocalActor } from './state.ts'
import { findHandle } from './webfinger.ts'

const FORBIDDEN = 403
const GONE = 410
const NODEINFO = 'http://nodeinfo.diaspora.software/ns/schema/2.1'

/** @param itself the actor of the server */
export async function answerGet(site: Site, itself: LocalActor, url: URL): Promise<Response> {
  const id = `${site.origin}${url.pathname}`
  const entry = site.entries.get(id)
  if (entry?.author.startsWith(`${site.origin}/`)) return showEntry(site, entry)
  if (site.sensitive.has(id)) return new Response(null, { status: FORBIDDEN })
  if (isGone(site, id)) return show(renderTombstone(id), GONE)
  const document = id === itself.id ? renderSite(itself) : (findActor(site, id) ?? site.activities.get(id))
  if (document) return show(document)
  const open = findOpen(site, url)
  return open ? jsonResponse(open, 'application/json') : jsonResponse({ error: 'not_found' }, 'application/json', 404)
}

function isGone(site: Site, id: string): boolean {
  return site.left.has(id) || site.communities.get(id)?.deleted === true
}

async function showEntry(site: Site, entry: Entry): Promise<Response> {
  if (!isShown(entry)) return show(renderTombstone(entry.id), GONE)
  const answered = entry.parent && (await site.actor(entry.parent.author))
  return show(renderEntry(entry, answered))
}

/** The document of an actor, or a collection of one. */
function findActor(site: Site, id: string): Json | undefined {
  const person = site.people.get(id)
  if (person) return renderPerson(person)
  const community = site.communities.get(id.replace(/\/(outbox|featured|moderators|followers)$/, ''))
  if (community) return ofCommunity(site, community, id)
  return site.people.has(id.replace(/\/outbox$/, '')) ? orderedCollection(id, []) : undefined
}

function ofCommunity(site: Site, community: Community, id: string): Json | undefined {
  if (community.deleted) return undefined
  if (id === `${community.id}/outbox`) return renderOutbox(site, community)
  if (id === community.featuredUrl) return renderFeatured(site, community)
  if (id === community.moderatorsUrl) return renderModerators(community)
  return id === community.followersUrl ? renderFollowers(community) : renderCommunity(community)
}

function findOpen(site: Site, { pathname, searchParams }: URL): Json | undefined {
  if (pathname === '/.well-known/webfinger') return findHandle(site, searchParams.get('resource') ?? '')
  if (pathname === '/.well-known/nodeinfo') return { links: [{ rel: NODEINFO, href: `${site.origin}/nodeinfo/2.1` }] }
  if (pathname !== '/nodeinfo/2.1') return undefined
  return { version: '2.1', software: { name: 'lemmy', version: '0.19.20' }, protocols: ['activitypub'] }
}

function show(document: Json, status = 200): Response {
  return jsonResponse(withContext(document), 'application/activity+json', status)
}
