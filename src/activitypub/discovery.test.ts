import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLrddTemplate, renderHostMeta, renderHostMetaJson } from './host-meta.ts'
import { readJrd, readResource, renderJrd } from './jrd.ts'
import { nodeInfoType, renderNodeInfo, renderNodeInfoLinks } from './nodeinfo.ts'

const ORIGIN = 'https://lagoon.test'
const handle = { username: 'ana', host: 'lagoon.test', acct: 'ana@lagoon.test' }

test('our JRD has the expected links and reads back the same (E-01, E-04)', () => {
  const facts = {
    handle,
    actorUri: `${ORIGIN}/ap/users/1`,
    profileUrl: `${ORIGIN}/@ana`,
    subscribeTemplate: `${ORIGIN}/authorize_interaction?uri={uri}`,
    intents: { object: `${ORIGIN}/authorize_interaction?uri={object}`, create: `${ORIGIN}/share?text={content}` },
    avatar: { url: `${ORIGIN}/a.webp`, mediaType: 'image/webp' },
  }
  const jrd = renderJrd(facts)
  assert.equal(jrd.subject, 'acct:ana@lagoon.test')
  assert.deepEqual(jrd.aliases, [facts.profileUrl, facts.actorUri])
  assert.deepEqual(
    jrd.links.map((link) => link.rel),
    [
      'self',
      'http://webfinger.net/rel/profile-page',
      'http://ostatus.org/schema/1.0/subscribe',
      'https://w3id.org/fep/3b86/Object',
      'https://w3id.org/fep/3b86/Create',
      'http://webfinger.net/rel/avatar',
    ],
  )
  const { actorUri, subscribeTemplate } = facts
  assert.deepEqual(readJrd(jrd), { subject: handle, actors: [{ uri: actorUri }], subscribeTemplate })
  assert.equal(renderJrd({ handle, actorUri, profileUrl: actorUri }).links.length, 2)
  const injected = {
    ...jrd,
    links: [...jrd.links.slice(0, 2), { rel: 'http://ostatus.org/schema/1.0/subscribe', template: 'javascript:{uri}' }],
  }
  assert.equal(readJrd(injected)?.subscribeTemplate, undefined)
})

test('a resource is a handle or an address (E-02, E-03)', () => {
  assert.deepEqual(readResource('acct:ana@lagoon.test'), { kind: 'handle', handle })
  assert.deepEqual(readResource('ana@LAGOON.test'), { kind: 'handle', handle })
  assert.deepEqual(readResource('HTTPS://Lagoon.test/@ana'), { kind: 'url', url: 'https://lagoon.test/@ana' })
  for (const bad of ['', 'ana', 'acct:', 'mailto:ana@lagoon.test', 'https://', 'https://a@b/', 'x'.repeat(5000)]) {
    assert.equal(readResource(bad), undefined, bad.slice(0, 40))
  }
})

test('our host-meta reads back the same, and a hostile one is refused (R-104, case 68)', () => {
  const expected = `${ORIGIN}/.well-known/webfinger?resource={uri}`
  assert.equal(readLrddTemplate(renderHostMeta(ORIGIN)), expected)
  assert.equal(renderHostMetaJson(ORIGIN).links[0]?.template, expected)
  const link = `<Link rel="lrdd" template="${expected}"/>`
  const hostile = [
    `<!DOCTYPE x [<!ENTITY a "&b;&b;&b;">]><XRD>${link}</XRD>`,
    `<!doctype html>${link}`,
    '<Link rel="lrdd" template="&xxe;{uri}"/>',
    '<Link rel="lrdd" template="https://reef.test/{uri}{uri}"/>',
    '<Link rel="lrdd" template="https://{uri}.reef.test/"/>',
    '<Link rel="lrdd" template="data:{uri}"/>',
    '<Link rel="other" template="https://reef.test/{uri}"/>',
    '<Linkx rel="lrdd" template="https://reef.test/{uri}"/>',
    '<Link '.repeat(100_000),
    `<Link ${'a='.repeat(50_000)}>`,
    '',
  ]
  const started = performance.now()
  for (const xml of hostile) assert.equal(readLrddTemplate(xml), undefined, xml.slice(0, 60))
  assert.ok(performance.now() - started < 500)
})

const facts = {
  software: { name: 'atoll', version: '1.0.0', repository: 'https://example.org/atoll' },
  usage: { users: 3, activeMonth: 2, activeHalfyear: 3, localPosts: 40 },
  openRegistrations: false,
  metadata: { nodeName: 'Lagoon', nodeDescription: 'Warm water' },
}

test('NodeInfo has its links and required keys (E-09, E-10)', () => {
  const links = renderNodeInfoLinks(ORIGIN, `${ORIGIN}/actor`).links
  assert.deepEqual(links[0], { rel: 'http://nodeinfo.diaspora.software/ns/schema/2.1', href: `${ORIGIN}/nodeinfo/2.1` })
  assert.equal(links.at(-1)?.href, `${ORIGIN}/actor`)
  const document = renderNodeInfo('2.0', facts)
  assert.deepEqual(document.software, { name: 'atoll', version: '1.0.0' })
  assert.deepEqual(document.usage, { users: { total: 3, activeMonth: 2, activeHalfyear: 3 }, localPosts: 40 })
  assert.deepEqual([document.protocols, document.services], [['activitypub'], { inbound: [], outbound: [] }])
  assert.equal(renderNodeInfo('2.1', facts).software.repository, facts.software.repository)
  assert.match(
    nodeInfoType('2.1'),
    /^application\/json; profile="http:\/\/nodeinfo.diaspora.software\/ns\/schema\/2.1#"/,
  )
})
