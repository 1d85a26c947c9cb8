/** Kills a real process with SIGKILL while a letter waits. The letter arrives all the same. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { MINUTE } from '../../src/lib/durations.ts'
import { DemoServer, freePort } from '../../tools/demo/demo-server.ts'
import { createBrowser } from '../world/browser.ts'
import { pathIn } from '../world/letters.ts'
import { startSmtp } from '../world/smtp.ts'
import { until } from '../world/until.ts'

test('a letter survives SIGKILL before and after an attempt', { timeout: MINUTE }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-letter-'))
  await using smtp = await startSmtp()
  smtp.refuseWith = 451
  const env = { ATOLL_MAIL_URL: smtp.url, ATOLL_MAIL_FROM: 'lagoon@lagoon.test', ATOLL_REGISTRATIONS: 'open' }
  const server = new DemoServer('lagoon', await freePort(), folder, env)
  t.after(async () => {
    await server.kill()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  await server.start()
  const browser = createBrowser((request) => fetch(request, { redirect: 'manual' }), server.origin)
  const form = { username: 'cy', email: 'cy@reef.test', password: 'lagoon lagoon' }
  assert.equal((await browser.submit('/auth/sign-up', form)).status, 303)
  await server.kill()
  await server.start()
  await until('a refused attempt', () => smtp.refused > 0)
  await server.kill()
  assert.equal(smtp.received.length, 0)
  smtp.refuseWith = undefined
  runNow(join(folder, 'lagoon', 'atoll.db'))
  await server.start()
  const [letter] = await until('the letter', () => smtp.received.length > 0 && smtp.received)
  assert.ok(letter)
  const path = pathIn(letter, '/auth/confirm-email')
  assert.equal((await browser.submit(path, {})).status, 303)
  assert.match(await (await browser.get('/about')).text(), /Sign out/)
})

/** Spares the test the minute until the next attempt. */
function runNow(path: string): void {
  const database = new DatabaseSync(path)
  database.exec("update jobs set run_at = 0 where name = 'sendConfirmation'")
  database.close()
}
