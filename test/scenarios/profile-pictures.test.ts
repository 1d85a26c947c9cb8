/** Avatars and headers that people give themselves. */
import assert from 'node:assert/strict'
import type { AccountEntity } from '../../src/api/entities/account.ts'
import { deleteUser } from '../../src/core/users/delete.ts'
import type { Person } from '../world/person.ts'
import { fileForm, picture } from '../world/photograph.ts'
import { scenario } from '../world/scenario.ts'
import { storedNames } from '../world/stored-media.ts'

const CREDENTIALS = '/api/v1/accounts/update_credentials'
/** Longer than a file may wait for its first reference (`core/media/files.ts`). */
const AFTER_PINS = '11m'

const setAvatar = async (person: Person, colour: string, avatar_description: string): Promise<AccountEntity> =>
  person.call('PATCH', CREDENTIALS, fileForm(await picture({ colour }), { avatar_description }, 'avatar'))

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
