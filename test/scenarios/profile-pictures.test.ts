/** Avatars and headers that people give themselves on one server, seen on another. */
import assert from 'node:assert/strict'
import sharp from 'sharp'
import type { AccountEntity } from '../../src/api/entities/account.ts'
import { deleteUser } from '../../src/core/users/delete.ts'
import type { Person } from '../world/person.ts'
import { fileForm, picture } from '../world/photograph.ts'
import { scenario } from '../world/scenario.ts'
import { storedNames } from '../world/stored-media.ts'

const CREDENTIALS = '/api/v1/accounts/update_credentials'
/** Longer than a file may wait for its first reference (`core/media/files/keep.ts`). */
const AFTER_PINS = '11m'

const setAvatar = async (person: Person, colour: string, avatar_description: string): Promise<AccountEntity> =>
  person.call('PATCH', CREDENTIALS, fileForm(await picture({ colour }), { avatar_description }, 'avatar'))

/** The colour of the picture at an address of this person's server, as `red,green,blue`. */
async function colourAt({ server }: Person, address: string): Promise<string> {
  assert.equal(new URL(address).host, server.host)
  const answer = await server.fetch(new Request(address, { headers: { host: server.host } }))
  assert.equal(answer.status, 200)
  const { dominant } = await sharp(Buffer.from(await answer.arrayBuffer())).stats()
  return [dominant.r, dominant.g, dominant.b].map((level) => Math.round(level / 64)).join()
}

scenario('an avatar is seen on the other server with its description, changes there, and is gone', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  const seen = async (): Promise<AccountEntity> => {
    await world.settle()
    await world.clock.advance('1m')
    return bo.findAccount(ana)
  }
  assert.match((await seen()).avatar, /missing\.png$/)

  await setAvatar(ana, '#f00', 'ana in red')
  const red = await seen()
  assert.equal(red.avatar_description, 'ana in red')
  assert.equal(await colourAt(bo, red.avatar), '4,0,0')

  await setAvatar(ana, '#00f', 'ana in blue')
  const blue = await seen()
  assert.notEqual(blue.avatar, red.avatar)
  assert.equal(blue.avatar_description, 'ana in blue')
  assert.equal(await colourAt(bo, blue.avatar), '0,0,4')
  assert.equal(await colourAt(bo, blue.avatar_static), '0,0,4')

  await ana.call('DELETE', '/api/v1/profile/avatar')
  const gone = await seen()
  assert.match(gone.avatar, /missing\.png$/)
  assert.equal(gone.avatar_description, '')
  await world.pass(AFTER_PINS, 2)
  assert.deepEqual(await storedNames(lagoon.app), [])
})

scenario('WebFinger names the avatar, if there is one (E-04)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const named = async () => {
    const { links } = await ana.call('GET', `/.well-known/webfinger?resource=acct:${ana.handle}`)
    return links.find(({ rel }: { rel: string }) => rel === 'http://webfinger.net/rel/avatar')
  }
  assert.equal(await named(), undefined)
  const { avatar } = await setAvatar(ana, '#f00', '')
  const { type, href } = await named()
  assert.deepEqual([type, href], ['image/webp', avatar])
  const answer = await lagoon.fetch(new Request(href, { headers: { host: lagoon.host } }))
  assert.equal(answer.headers.get('content-type'), 'image/webp')
})

scenario('of many changes at once one picture is left, and no file of the others', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const colours = ['#f00', '#0f0', '#00f', '#ff0', '#f00', '#00f']
  const changes = colours.map((colour) => setAvatar(ana, colour, colour))
  await Promise.all([...changes, ana.call('DELETE', '/api/v1/profile/header')])
  await setAvatar(ana, '#f00', 'the last one')
  await world.pass(AFTER_PINS, 2)
  const media = await lagoon.app.db.selectFrom('media').select(['key', 'file', 'preview']).execute()
  const { avatar_key } = await lagoon.app.db
    .selectFrom('accounts')
    .select('avatar_key')
    .where('id', '=', Number(ana.id))
    .executeTakeFirstOrThrow()
  assert.deepEqual(
    media.map(({ key }) => key),
    [avatar_key],
  )
  const names = new Set(media.flatMap(({ file, preview }) => [file, preview]))
  assert.deepEqual(await storedNames(lagoon.app), [...names].sort())
})

scenario('an account that is deleted while its picture changes leaves no picture', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana', { password: 'lagoon lagoon' })
  const change = setAvatar(ana, '#f00', 'late').catch(() => undefined)
  await Promise.all([change, deleteUser(lagoon.app, 'ana')])
  await world.settle()
  await world.pass(AFTER_PINS, 3)
  assert.deepEqual(await lagoon.app.db.selectFrom('media').select('key').execute(), [])
  assert.deepEqual(await storedNames(lagoon.app), [])
})
