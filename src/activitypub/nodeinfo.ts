/** NodeInfo, by which a server describes itself (E-09, E-10, FEP-f1d5, FEP-0151). */

const SCHEMA = 'http://nodeinfo.diaspora.software/ns/schema/'
const APPLICATION_REL = 'https://www.w3.org/ns/activitystreams#Application'

type NodeInfoVersion = '2.0' | '2.1'

interface NodeInfoFacts {
  software: { name: string; version: string; repository?: string; homepage?: string }
  usage: { users: number; activeMonth: number; activeHalfyear: number; localPosts: number }
  openRegistrations: boolean
  metadata: Readonly<{ nodeName: string; nodeDescription: string; [key: string]: unknown }>
}

/** The discovery document. It links to the instance actor, as FEP-2677 requires. */
export function renderNodeInfoLinks(origin: string, instanceActor: string) {
  const link = (version: NodeInfoVersion) => ({ rel: `${SCHEMA}${version}`, href: `${origin}/nodeinfo/${version}` })
  return { links: [link('2.1'), link('2.0'), { rel: APPLICATION_REL, href: instanceActor }] }
}

/** The media type of a NodeInfo document. */
export function nodeInfoType(version: NodeInfoVersion): string {
  return `application/json; profile="${SCHEMA}${version}#"; charset=utf-8`
}

/** The NodeInfo document. Version 2.0 has neither repository nor homepage. */
export function renderNodeInfo(version: NodeInfoVersion, facts: NodeInfoFacts) {
  const { software, usage, openRegistrations, metadata } = facts
  const { users, activeMonth, activeHalfyear, localPosts } = usage
  return {
    version,
    software: version === '2.1' ? software : { name: software.name, version: software.version },
    protocols: ['activitypub'],
    services: { inbound: [], outbound: [] },
    usage: { users: { total: users, activeMonth, activeHalfyear }, localPosts },
    openRegistrations,
    metadata,
  }
}
