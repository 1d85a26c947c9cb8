/** Links from letters that somebody else may have got. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeEmail } from '../../src/core/users/change-email.ts'
import { confirmEmailOf } from '../../src/core/users/confirm-email.ts'
import { makeOneTimeLink } from '../../src/core/users/one-time-link.ts'
import { setPassword } from '../../src/core/users/password.ts'
import { makeResetLink } from '../../src/core/users/reset-password.ts'
import type { User } from '../../src/db/tables/users.ts'
import { openSite, type Site } from '../world/site.ts'

const ENDS: [string, (site: Site, user: User) => Promise<unknown>][] = [
  ['a changed password', ({ app }, user) => setPassword(app, user, 'reef reef reef')],
  [
    'a changed address',
    async ({ app }, user) => {
      await changeEmail(app, user, 'new@example.org')
      await confirmEmailOf(app, user)
    },
  ],
]

for (const [why, end] of ENDS)
  test(`${why} ends earlier links that set a password`, async () => {
    await using site = await openSite()
    const { user } = await site.user('ana')
    const link = new URL(await makeResetLink(site.app, user)).pathname
    assert.equal((await site.browser().get(link)).status, 200)
    await end(site, user)
    assert.equal((await site.browser().get(link)).status, 403)
  })

test('a reset password ends the change to an address that a thief has named', async () => {
  await using site = await openSite()
  const { user } = await site.user('ana')
  await changeEmail(site.app, user, 'thief@example.org')
  const confirmation = new URL(await makeOneTimeLink(site.app, 'confirm-email', user, 'thief@example.org')).pathname
  assert.equal((await site.browser().get(confirmation)).status, 200)
  const reset = new URL(await makeResetLink(site.app, user)).pathname
  const done = await site.browser().submit(reset, { password: 'reef reef reef' })
  assert.equal(done.status, 200)
  assert.equal((await site.browser().get(confirmation)).status, 403)
  const { email, unconfirmed_email } = await site.app.db.selectFrom('users').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([email, unconfirmed_email], ['ana@example.org', null])
})
