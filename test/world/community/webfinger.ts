/** A person and a community may share a name: then the answer has two `self` links. */
import type { Json } from '../peer.ts'
import type { Site } from './site.ts'
import type { LocalActor } from './state.ts'

const TYPE = 'https://www.w3.org/ns/activitystreams#type'

/** @param resource `acct:name@host`, where a community may also have `!name@host` */
export function findHandle(site: Site, resource: string): Json | undefined {
  const [, name, host] = /^acct:!?([^@]+)@(.+)$/.exec(resource) ?? []
  if (host !== site.host) return undefined
  const people = [...site.people.values()].filter((person) => person.name === name && !site.left.has(person.id))
  const communities = [...site.communities.values()].filter(({ actor }) => actor.name === name)
  const links = [
    ...people.flatMap((person) => linksOf(person, 'Person')),
    ...communities.flatMap(({ actor }) => linksOf(actor, 'Group')),
  ]
  return links.length === 0 ? undefined : { subject: `acct:${name}@${host}`, links }
}

function linksOf({ id }: LocalActor, type: string): Json[] {
  return [
    { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: id, template: null },
    { rel: 'self', type: 'application/activity+json', href: id, template: null, properties: { [TYPE]: type } },
  ]
}
