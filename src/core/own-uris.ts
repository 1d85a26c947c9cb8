/** All addresses on this server. Ids are opaque and never change; users see `/@name` and `/@name/<id>`. */
import { parseHttpUrl, withoutPort } from '../lib/http/hosts.ts'
import type { Id } from '../lib/ids.ts'

export type Uris = ReturnType<typeof createUris>

/**
 * @param origin `https://HOST`
 * @param mediaOrigin where media are served from
 */
export function createUris(origin: string, mediaOrigin = origin) {
  const user = (id: Id) => `${origin}/ap/users/${id}`
  const status = (id: Id) => `${origin}/ap/statuses/${id}`
  const ownHosts = new Set([origin, mediaOrigin].map((own) => parseHttpUrl(own)?.host))
  return {
    origin,
    host: origin.replace(/^https?:\/\//, ''),
    /** The server itself as an actor (E-29). */
    instanceActor: `${origin}/actor`,
    sharedInbox: `${origin}/inbox`,
    user,
    inbox: (id: Id) => `${user(id)}/inbox`,
    outbox: (id: Id) => `${user(id)}/outbox`,
    followers: (id: Id) => `${user(id)}/followers`,
    /** The hub of our feeds (WebSub). */
    hub: `${origin}/websub`,
    /** The followers who are on the requesting server (E-57). */
    followersSynchronization: (id: Id) => `${user(id)}/followers_synchronization`,
    following: (id: Id) => `${user(id)}/following`,
    featured: (id: Id) => `${user(id)}/featured`,
    /** Lemmy requires a `#` in key ids (S-06). */
    rsaKey: (actor: string) => `${actor}#main-key`,
    ed25519Key: (actor: string) => `${actor}#ed25519-key`,
    status,
    replies: (id: Id) => `${status(id)}/replies`,
    likes: (id: Id) => `${status(id)}/likes`,
    shares: (id: Id) => `${status(id)}/shares`,
    /** The conversation that a local status started (E-58). */
    context: (id: Id) => `${origin}/ap/contexts/${id}`,
    /** The Create or Announce of a status. */
    activity: (id: Id) => `${status(id)}/activity`,
    /** A Like in the thread of a community. What the community announces can be fetched, so that others believe it. */
    like: (id: Id) => `${origin}/ap/likes/${id}`,
    /** The id of an object without an address of its own is a fragment of the actor, as in Mastodon (E-52). */
    fragment: (actor: string, kind: string, id: Id) => `${actor}#${kind}/${id}`,
    profile: (username: string) => `${origin}/@${username}`,
    statusPage: (username: string, id: Id) => `${origin}/@${username}/${id}`,
    tag: (name: string) => `${origin}/tags/${encodeURIComponent(name)}`,
    /**
     * Where a medium is served.
     * @param extension only for people and programs that look at names; the key alone counts
     */
    media: (key: string, variant: 'original' | 'preview', extension = '') =>
      `${mediaOrigin}/media/${key}/${variant}${extension && `.${extension}`}`,
    /** The row id in one of our own ids: `…/ap/users/12` with `users` → 12. */
    idIn: (uri: string, kind: 'users' | 'statuses'): Id | undefined => {
      const prefix = `${origin}/ap/${kind}/`
      if (!uri.startsWith(prefix)) return undefined
      const id = Number(uri.slice(prefix.length))
      return Number.isSafeInteger(id) && id > 0 && uri === `${prefix}${id}` ? id : undefined
    },
    /** Whether an address leads to this server, whatever its scheme or port, so that it must never fetch it. */
    leadsHere: (url: string) => {
      const { host = '' } = parseHttpUrl(url) ?? {}
      return ownHosts.has(host) || ownHosts.has(withoutPort(host))
    },
    isLocal: (uri: string) => uri === origin || uri.startsWith(`${origin}/`),
  }
}
