import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answers, type PreparedAnswer } from './fixtures/answers.ts'
import { type Handle, parseHandle, sameHandle } from './handle.ts'
import { confirmHandle, findActors, webfinger } from './webfinger.ts'

const ANA = 'https://social.reef.test/users/ana'
const JRD = { 'content-type': 'application/jrd+json; charset=utf-8' }

function handle(text: string): Handle {
  return parseHandle(text) ?? assert.fail(`${text} is not a handle`)
}

function finger(acct: string, host = acct.split('@')[1]): string {
  return `https://${host}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${acct}`)}`
}

function jrd(subject: string, href: unknown = ANA, type = 'application/activity+json'): PreparedAnswer {
  const links = [
    { rel: 'http://webfinger.net/rel/profile-page', href: 'https://reef.test/@ana' },
    { rel: 'self', type, href },
  ]
  return { headers: JRD, body: { subject, links } }
}

test('handles are parsed in every spelling, and invalid ones refused', () => {
  for (const text of [
    '@ana@reef.test',
    'ana@reef.test',
    'acct:ana@reef.test',
    ' ACCT:ana@Reef.TEST. ',
    'acct:@ana@reef.test:443',
  ]) {
    assert.deepEqual(parseHandle(text), { username: 'ana', host: 'reef.test', acct: 'ana@reef.test' }, text)
  }
  assert.equal(handle('Ana@localhost:3000').host, 'localhost:3000')
  assert.equal(handle('reef.test@reef.test').username, 'reef.test')
  assert.equal(handle('j%C3%BCrgen-mu\u0308ller@reef.test').acct, 'jürgen-müller@reef.test')
  assert.ok(sameHandle(handle('ANA@reef.test'), handle('ana@REEF.test')))
  const bad = [
    '',
    '@',
    'ana',
    '@ana',
    'ana@',
    '@@reef.test',
    'a@b@c',
    'a b@reef.test',
    '.ana@reef.test',
    'ana.@reef.test',
    'ana@re ef.test',
    'аnа@reef.test',
    'änɑ@reef.test',
    'a%2Fb@reef.test',
    'a%@reef.test',
    'ana\u202e@reef.test',
    'ana@reef.test/x',
    'ana@reef.test?x',
    'ana@x:y@reef.test',
    '../x@reef.test',
    `${'a'.repeat(129)}@reef.test`,
    `a${'.'.repeat(100_000)}@reef.test`,
    'https://reef.test/@ana',
  ]
  for (const text of bad) assert.equal(parseHandle(text), undefined, text.slice(0, 40))
})

test('a handle leads to an actor (E-06)', async () => {
  const { fetch, asked } = answers({ [finger('ana@reef.test')]: jrd('acct:ana@reef.test') })
  const answer = await webfinger(fetch, handle('@ana@reef.test'), {})
  assert.deepEqual(answer, {
    kind: 'found',
    subject: handle('ana@reef.test'),
    actors: [{ uri: ANA }],
    subscribeTemplate: undefined,
  })
  assert.match(asked[0]?.headers?.accept ?? '', /jrd\+json/)
  const long = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
  const mitra = answers({ [finger('ana@reef.test')]: jrd('acct:ana@reef.test', ANA, long) })
  assert.equal((await webfinger(mitra.fetch, handle('ana@reef.test'), {})).kind, 'found')
})

test('answers without a valid subject and actor are refused (case 68)', async () => {
  const bodies: unknown[] = [
    'x',
    [],
    null,
    {},
    { subject: 'acct:ana@reef.test' },
    { subject: 'acct:ana@reef.test', links: 'x' },
    { links: [{ rel: 'self', type: 'application/activity+json', href: ANA }] },
    { subject: 'https://reef.test/', links: [{ rel: 'self', type: 'application/activity+json', href: ANA }] },
    { subject: 'acct:ana@reef.test', links: [{ rel: 'self', type: 'text/html', href: ANA }] },
    {
      subject: 'acct:ana@reef.test',
      links: [{ rel: 'self', type: 'application/activity+json', href: 'javascript:1' }],
    },
    { subject: 'acct:ana@reef.test', links: Array(500).fill({ rel: 'x' }) },
  ]
  for (const body of bodies) {
    const { fetch } = answers({ [finger('ana@reef.test')]: { headers: JRD, body } })
    assert.equal(
      (await webfinger(fetch, handle('ana@reef.test'), {})).kind,
      'refused',
      JSON.stringify(body)?.slice(0, 60),
    )
  }
  const html = answers({ [finger('ana@reef.test')]: { headers: { 'content-type': 'text/html' }, body: '{}' } })
  assert.equal((await webfinger(html.fetch, handle('ana@reef.test'), {})).kind, 'refused')
})

test('after a 404, host-meta may name another WebFinger address, which is tried once', async () => {
  const meta = (template: string): PreparedAnswer => ({
    headers: { 'content-type': 'application/xrd+xml' },
    body: `<?xml version="1.0"?><XRD><Link rel='lrdd' template='${template}'/></XRD>`,
  })
  const web = {
    [finger('ana@reef.test')]: { status: 404 },
    'https://reef.test/.well-known/host-meta': meta('https://social.reef.test/wf?a=1&amp;r={uri}'),
    'https://social.reef.test/wf?a=1&r=acct%3Aana%40reef.test': jrd('acct:ana@reef.test'),
  }
  assert.equal((await webfinger(answers(web).fetch, handle('ana@reef.test'), {})).kind, 'found')
  for (const template of [
    'https://{uri}/x',
    'http://reef.test/{uri}',
    'https://reef.test/',
    'file:///{uri}',
    'https://reef.test/.well-known/webfinger?resource={uri}',
  ]) {
    const { fetch, asked } = answers({ ...web, 'https://reef.test/.well-known/host-meta': meta(template) })
    assert.equal((await webfinger(fetch, handle('ana@reef.test'), {})).kind, 'missing', template)
    assert.equal(asked.length, 2)
  }
  const { fetch } = answers({ [finger('ana@reef.test')]: { status: 404 } })
  assert.equal((await webfinger(fetch, handle('ana@reef.test'), {})).kind, 'missing')
  const gone = answers({ [finger('ana@reef.test')]: { status: 410 } })
  assert.equal((await webfinger(gone.fetch, handle('ana@reef.test'), {})).kind, 'gone')
  assert.equal((await webfinger(answers({}).fetch, handle('ana@reef.test'), {})).kind, 'unavailable')
})

test('plain http is used only if it is allowed', async () => {
  const url = 'http://localhost:3000/.well-known/webfinger?resource=acct%3Aana%40localhost%3A3000'
  const web = { [url]: jrd('acct:ana@localhost:3000', 'http://localhost:3000/users/1') }
  const ana = handle('ana@localhost:3000')
  assert.equal((await webfinger(answers(web).fetch, ana, {})).kind, 'unavailable')
  assert.equal((await webfinger(answers(web).fetch, ana, { allowHttp: true })).kind, 'found')
})

test('if the subject is another handle, its server is asked once (E-06, case 68)', async () => {
  const ask = async (web: Record<string, PreparedAnswer>) => {
    const { fetch, asked } = answers({ [finger('ana@old.test')]: jrd('acct:ana@reef.test'), ...web })
    const answer = await findActors(fetch, handle('ana@old.test'), {})
    assert.ok(asked.length <= 2)
    return answer
  }
  const good = await ask({ [finger('ana@reef.test')]: jrd('acct:Ana@reef.test') })
  assert.equal(good.kind === 'found' && good.subject.acct, 'Ana@reef.test')
  assert.equal(
    (await ask({ [finger('ana@reef.test')]: jrd('acct:ana@reef.test', 'https://other.test/a') })).kind,
    'refused',
  )
  assert.equal((await ask({ [finger('ana@reef.test')]: jrd('acct:ana@third.test') })).kind, 'refused')
  assert.equal((await ask({ [finger('ana@reef.test')]: { status: 410 } })).kind, 'gone')
  assert.equal((await ask({})).kind, 'unavailable')
})

test('an actor owns a handle only if WebFinger leads from the handle to the actor (E-07, R-38, case 41)', async () => {
  const actor = { uri: ANA, preferredUsername: 'ana' }
  const confirm = async (web: Record<string, PreparedAnswer>, claim: object = {}) => {
    const answer = await confirmHandle(answers(web).fetch, { ...actor, ...claim }, {})
    return answer.kind === 'confirmed' ? answer.handle.acct : answer.kind
  }
  const own = finger('ana@social.reef.test')
  assert.equal(await confirm({ [own]: jrd('acct:ana@social.reef.test') }), 'ana@social.reef.test')
  // Split domain: the actor's host names the shorter one, which agrees.
  const split = { [own]: jrd('acct:ana@reef.test'), [finger('ana@reef.test')]: jrd('acct:ana@reef.test') }
  assert.equal(await confirm(split), 'ana@reef.test')
  assert.equal(
    await confirm({
      [own]: jrd('acct:ana@victim.test'),
      [finger('ana@victim.test')]: jrd('acct:ana@victim.test', 'https://victim.test/ana'),
    }),
    'refused',
  )
  assert.equal(
    await confirm({ [own]: jrd('acct:ana@social.reef.test', 'https://social.reef.test/users/other') }),
    'refused',
  )
  assert.equal(await confirm({ [own]: { status: 404 } }), 'missing')
  assert.equal(await confirm({}), 'unavailable')
  for (const preferredUsername of ['', '..', 'аna', 'a'.repeat(2048)]) {
    assert.equal(await confirm({}, { preferredUsername }), 'refused')
  }
  // The hint of FEP-2c59 is tried first, but proves nothing.
  const hinted = { webfinger: 'acct:ana@reef.test' }
  assert.equal(await confirm({ [finger('ana@reef.test')]: jrd('acct:ana@reef.test') }, hinted), 'ana@reef.test')
  const lying = { [finger('ana@reef.test')]: jrd('acct:ana@reef.test', 'https://reef.test/other') }
  assert.equal(await confirm({ ...lying, [own]: jrd('acct:ana@social.reef.test') }, hinted), 'ana@social.reef.test')
})

test('any self link confirms a handle, and says who else has it', async () => {
  const links = [
    { rel: 'self', type: 'application/activity+json', href: 'https://reef.test/u/ana', properties: 5 },
    { rel: 'self', type: 'text/html', href: 'https://reef.test/page' },
    { rel: 'self', type: 'application/activity+json', href: 'https://reef.test/u/ana' },
    { rel: 'self', type: 'application/activity+json', href: 'javascript:x' },
    {
      rel: 'self',
      type: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
      href: 'https://reef.test/c/ana',
      properties: { 'https://www.w3.org/ns/activitystreams#type': 'Group' },
    },
  ]
  const web = { [finger('ana@reef.test')]: { headers: JRD, body: { subject: 'acct:ana@reef.test', links } } }
  const confirm = (uri: string) => confirmHandle(answers(web).fetch, { uri, preferredUsername: 'ana' }, {})
  const [person, group] = [{ uri: 'https://reef.test/u/ana' }, { uri: 'https://reef.test/c/ana', type: 'Group' }]
  const owner = { kind: 'confirmed', handle: handle('ana@reef.test') }
  assert.deepEqual(await confirm(person.uri), { ...owner, others: [group] })
  assert.deepEqual(await confirm(group.uri), { ...owner, others: [person] })
  assert.equal((await confirm('https://reef.test/page')).kind, 'refused')
  // A server that answers for another one counts only for the actors that both name.
  const old = { [finger('ana@old.test')]: jrd('acct:ana@reef.test', group.uri), ...web }
  const moved = await findActors(answers(old).fetch, handle('ana@old.test'), {})
  assert.deepEqual(moved.kind === 'found' && moved.actors, [group])
})
