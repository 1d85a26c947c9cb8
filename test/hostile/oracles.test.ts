/** What answers tell those who have not proved who they are: not whom we block, and not whom we know (E-42, S-31). */
import assert from 'node:assert/strict'
import { blockDomain } from '../../src/core/domains/block.ts'
import { HOUR } from '../../src/lib/durations.ts'
import type { OutgoingResponse } from '../../src/lib/http/outgoing.ts'
import { hostile } from './scene.ts'

const seen = ({ status, text }: OutgoingResponse) => `${status} ${text()}`

hostile('nobody can read the block list by naming keys or actors of its servers (A-05, S-31)', async (scene) => {
  const { world, lagoon, ana, bo, mallory } = scene
  const open = await (await world.peer('open.test')).actor('x')
  const shut = await (await world.peer('shut.test')).actor('x')
  await blockDomain(lagoon.app, 'shut.test')
  const post = await ana.post('public')
  const outsiders = [open, shut].map((actor) => Object.create(mallory, { keyId: { value: actor.keyId } }))
  const asked = outsiders.flatMap((as) => [
    { as, flaw: undefined },
    { as, flaw: 'signature' as const },
    { as, flaw: 'unsigned' as const },
  ])
  const answers = { open: new Set<string>(), shut: new Set<string>() }
  for (const { as, flaw } of asked) {
    const name = as.keyId === open.keyId ? 'open' : 'shut'
    answers[name].add(seen(await mallory.post(lagoon, mallory.like(post.uri), { as, flaw })))
    answers[name].add(seen(await mallory.get(post.uri, { as, flaw })))
    await world.clock.advance('2m')
  }
  assert.deepEqual(answers.open, answers.shut)
  assert.deepEqual(shut.peer.requests, [])
  const forwarded = [open, shut].map((actor) => ({ ...actor.like(post.uri), actor: actor.id }))
  for (const activity of forwarded) assert.equal((await bo.post(lagoon, activity)).status, 202)
})

hostile('a server that is blocked after its key was stored learns of it, by POST and GET (S-31)', async (scene) => {
  const { lagoon, ana, mallory } = scene
  const post = await ana.post('public')
  await blockDomain(lagoon.app, 'evil.test')
  const wrong = { flaw: 'signature' } as const
  assert.equal((await mallory.post(lagoon, mallory.like(post.uri))).status, 403)
  assert.equal((await mallory.post(lagoon, mallory.like(post.uri), wrong)).status, 401)
  assert.equal((await mallory.get(post.uri)).status, 403)
  assert.equal((await mallory.get(post.uri, wrong)).status, 200, 'a public post, read by nobody in particular')
})

hostile('a false Delete or Update does not tell whether its actor is known here (E-42)', async (scene) => {
  const { world, lagoon, bo, mallory } = scene
  const stranger = await bo.peer.actor('stranger')
  const answers = []
  for (const victim of [bo, stranger])
    for (const as of [victim, mallory, Object.create(mallory, { keyId: { value: `${victim.id}#no-such-key` } })])
      for (const claim of [victim.delete(victim.id), victim.update(victim.document)])
        answers.push(seen(await mallory.post(lagoon, claim, { as, flaw: 'signature' })))
  assert.deepEqual(new Set(answers), new Set(['202 ']))
  const before = bo.peer.requests.length
  await world.settle()
  assert.ok(bo.peer.requests.length - before <= 2, `one look at a known address: ${bo.peer.requests}`)
  assert.ok(!bo.peer.requests.includes('GET /users/stranger'))
})

hostile('a false Delete does not hide a true one whose key is gone (E-42, C18)', async (scene) => {
  const { world, lagoon, ana, bo, mallory } = scene
  const falsely = { as: bo, flaw: 'signature' } as const
  assert.equal((await mallory.post(lagoon, bo.delete(bo.id), falsely)).status, 202)
  await world.settle()
  assert.equal((await ana.findAccount(bo.handle)).acct, bo.handle)
  const { id } = await ana.findAccount(bo.handle)
  bo.peer.serve(bo.id, 410)
  assert.equal((await mallory.post(lagoon, bo.delete(bo.id), falsely)).status, 202)
  assert.equal((await mallory.post(lagoon, bo.delete(bo.id), falsely)).status, 202)
  await world.settle()
  await world.pass(`${HOUR}ms`)
  const account = await lagoon.app.db.selectFrom('accounts').select('deleted_at').where('id', '=', Number(id)).execute()
  assert.notEqual(account[0]?.deleted_at, null)
})
