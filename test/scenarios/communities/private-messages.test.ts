/** Private messages between a person here and one on a Lemmy, which takes and sends only ChatMessage. */
import assert from 'node:assert/strict'
import { textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'

const DIRECT = { visibility: 'direct' } as const

scenario('a conversation with a member of a Lemmy reads the same on both servers', async (world) => {
  const lemmy = await world.communityServer('lemmy.test')
  const lia = await lemmy.member('lia')
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const there = () => [...lemmy.site.messages.values()].filter(({ deleted }) => !deleted).map(({ html }) => html)
  const mine = await ana.post('@lia@lemmy.test hello', DIRECT)
  await world.settle()
  await world.clock.advance('1m')
  const hers = await lia.message(ana.uri, 'hello ana')
  await world.settle()
  await world.clock.advance('1m')
  const seen = await ana.find(hers.id)
  assert.equal(seen.in_reply_to_id, mine.id)
  const answer = await ana.reply(seen, 'and how are you?', DIRECT)
  await world.settle()
  assert.deepEqual(there(), [mine.content, '<p>hello ana</p>\n', answer.content])

  await world.clock.advance('1m')
  const edited = await ana.edit(mine, '@lia@lemmy.test hello again')
  await lia.editMessage(hers, 'hello again, ana')
  await world.settle()
  assert.deepEqual(there(), [edited.content, '<p>hello again, ana</p>\n', answer.content])
  const thread = async () => (await ana.thread(answer)).ancestors.map((one) => textOf(one).trim())
  assert.deepEqual(await thread(), ['@lia hello again', 'hello again, ana'])

  await world.clock.advance('1m')
  await ana.delete(answer)
  await lia.deleteMessage(hers)
  await world.settle()
  assert.deepEqual(there(), [edited.content])
  assert.equal(await ana.viewCode(seen), 404)
  await world.clock.advance('1m')
  await lia.undeleteMessage(hers)
  await world.settle()
  assert.equal(textOf(await ana.find(hers.id)).trim(), 'hello again, ana')
  assert.deepEqual(lemmy.refused, [])
})
