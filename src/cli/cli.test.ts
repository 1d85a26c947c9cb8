/** The command line as scripts and people use it: its output and its exit codes. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { createBrowser } from '../../test/world/browser.ts'
import { shell } from '../../test/world/shell.ts'
import { startSmtp } from '../../test/world/smtp.ts'
import { loadConfig } from '../config.ts'
import { findLocalAccount } from '../core/accounts/find.ts'
import { storeReport } from '../core/reports/store.ts'
import { createStatus } from '../core/statuses/create.ts'
import { signUp } from '../core/users/sign-up.ts'
import { NoFreeSlot } from '../db/id-lease.ts'
import type { Account } from '../db/tables/accounts.ts'
import { createServer as createAtoll } from '../server.ts'
import { type Cli, EXIT } from './cli.ts'
import { reportError } from './exit-code.ts'

const oneSentence = (text: string) => assert.match(text, /^[^\n]+$/)

test('users can be created, listed, given a password and deleted', async (t) => {
  const { run, json } = shell(t)
  const made = await json('user', 'create', 'ana', '--email', 'ana@example.org', '--role', 'owner')
  assert.equal(made.acct, 'ana@localhost:4999')
  assert.ok(made.password.length >= 16)
  const [ana] = await json('user', 'list')
  assert.deepEqual([ana.username, ana.role, ana.state], ['ana', 'owner', 'active'])
  assert.match((await run('user', 'list')).out, /^NAME +E-MAIL.*\nana +ana@example\.org +owner +active/)
  const again = await run('user', 'create', 'ana')
  assert.equal(again.code, EXIT.refused)
  oneSentence(again.err)
  assert.equal((await run('user', 'password', 'ana')).code, EXIT.ok)
  assert.equal((await run('user', 'password', 'nobody')).code, EXIT.notFound)
  assert.equal((await run('user', 'delete', 'ana')).code, EXIT.refused)
  assert.equal((await run('user', 'delete', 'ana', '--yes')).code, EXIT.ok)
  assert.deepEqual(await json('user', 'list'), [])
  assert.equal((await run('user', 'create', 'ana')).code, EXIT.refused, 'a name is never used again (R-59)')
})

test('an administrator reads why someone wants to join, and approves', async (t) => {
  const { run, folder } = shell(t)
  const env = { ATOLL_DATA: folder, ATOLL_PORT: '4999', ATOLL_REGISTRATIONS: 'approval', ATOLL_LOG_LEVEL: 'silent' }
  await using server = await createAtoll(loadConfig({ env }))
  assert.match((await run('user', 'list', '--pending')).out, /^Nobody is waiting/)
  const form = { username: 'cy', email: 'cy@reef.test', password: 'lagoon lagoon', agreement: true }
  await signUp(server.app, { ...form, reason: 'I know Ana\nfrom the harbour' })
  await run('user', 'confirm', 'cy')
  assert.match((await run('user', 'list', '--pending')).out, /REASON\ncy .* pending .* I know Ana from the harbour$/m)
  await run('user', 'approve', 'cy')
  assert.match((await run('user', 'list', '--pending')).out, /^Nobody is waiting/)
})

test('an administrator reads what other servers report', async (t) => {
  const { run, json, folder } = shell(t)
  const env = { ATOLL_DATA: folder, ATOLL_PORT: '4999', ATOLL_LOG_LEVEL: 'silent' }
  await using server = await createAtoll(loadConfig({ env }))
  assert.match((await run('reports')).out, /^No other server has reported anything/)
  await json('user', 'create', 'ana')
  const ana = (await findLocalAccount(server.app, 'ana')) as Account
  const report = { host: 'reef.test', reporter_uri: 'https://reef.test/actor', uri: 'https://reef.test/flags/1' }
  const about = { account_id: ana.id, status_ids: [], comment: 'spam\nand \u001b[31mworse' }
  await server.app.transaction((tx) => storeReport(tx, { ...report, ...about }))
  assert.match((await run('reports')).out, /REPORTED .*COMMENT\n\S+ +reef\.test +@ana +spam and .*worse$/)
  assert.ok(!(await run('reports')).out.includes('\u001b'), 'the text cannot control the terminal (R-123)')
  const [listed] = await json('reports', '--limit', '1')
  assert.deepEqual([listed.acct, listed.host, listed.posts, listed.comment], ['ana', 'reef.test', [], about.comment])
  const [first, second] = [
    await createStatus(server.app, ana, { text: 'one' }),
    await createStatus(server.app, ana, { text: 'two' }),
  ]
  const status_ids = [first.id, second.id]
  await server.app.transaction((tx) => storeReport(tx, { ...report, uri: `${report.uri}2`, ...about, status_ids }))
  const lines = (await run('reports')).out.split('\n')
  assert.deepEqual(lines.slice(2, 4), [`  ${first.uri}`, `  ${second.uri}`])
})

test('a limit that is no number is refused', async (t) => {
  const { run } = shell(t)
  for (const command of [['reports'], ['jobs', 'list'], ['user', 'list']])
    for (const limit of ['x', '0', '-1', '1.5', '']) {
      const refused = await run(...command, '--limit', limit)
      assert.equal(refused.code, EXIT.usage, `${command.join(' ')} --limit ${limit}`)
      assert.match(refused.err, /--limit.*Use a whole number/)
    }
})

test('an administrator confirms an address, and makes a link with which a password is reset', async (t) => {
  const { run, json, folder } = shell(t)
  const env = { ATOLL_DATA: folder, ATOLL_PORT: '4999', ATOLL_REGISTRATIONS: 'open', ATOLL_LOG_LEVEL: 'silent' }
  await using server = await createAtoll(loadConfig({ env }))
  const form = { username: 'cy', email: 'cy@reef.test', password: 'lagoon lagoon', agreement: true }
  await signUp(server.app, form)
  const [waiting] = await json('user', 'list')
  assert.deepEqual([waiting.state, waiting.email], ['unconfirmed', 'cy@reef.test'])
  assert.equal((await json('user', 'confirm', 'cy')).email, 'cy@reef.test')
  assert.equal((await json('user', 'list'))[0].state, 'active')
  const again = await run('user', 'confirm', 'cy')
  assert.equal(again.code, EXIT.refused)
  oneSentence(again.err)
  const { link } = await json('user', 'reset-password', 'cy')
  const path = new URL(link).pathname
  const browser = createBrowser(server.fetch, server.app.config.origin)
  assert.match(await (await browser.submit(path, { password: 'another lagoon' })).text(), /signed out everywhere/)
  assert.equal((await browser.get(path)).status, 403)
  assert.equal((await run('user', 'reset-password', 'nobody')).code, EXIT.notFound)
})

test('keys are rotated by user name, one rotation at a time', async (t) => {
  const { run, json } = shell(t)
  await run('user', 'create', 'ana')
  const changed = await json('user', 'rotate-keys', 'ana')
  assert.equal(changed.username, 'ana')
  assert.ok(Date.parse(changed.in_force_from) > Date.now())
  const again = await run('user', 'rotate-keys', 'ana')
  assert.equal(again.code, EXIT.refused)
  oneSentence(again.err)
  assert.equal((await run('user', 'rotate-keys', 'nobody')).code, EXIT.notFound)
})

test('API keys can be created, listed and revoked; the key is shown once', async (t) => {
  const { run, json } = shell(t)
  await run('user', 'create', 'ana')
  const made = await json('token', 'create', 'ana', '--scopes', 'read write', '--expires', '90d')
  assert.match(made.key, /^\S{20,}$/)
  const listed = await run('token', 'list', 'ana', '--json')
  assert.ok(!listed.out.includes(made.key))
  const [token] = JSON.parse(listed.out)
  assert.equal(token.scopes, 'read write')
  assert.equal((await run('token', 'revoke', 'ana', made.id)).code, EXIT.ok)
  assert.equal((await run('token', 'revoke', 'ana', made.id)).code, EXIT.notFound)
  assert.equal((await run('token', 'revoke', 'ana', 'x')).code, EXIT.notFound)
  for (const wrong of [
    ['--scopes', 'fly'],
    ['--expires', 'soon'],
  ]) {
    const refused = await run('token', 'create', 'ana', ...wrong)
    assert.equal(refused.code, EXIT.refused)
    oneSentence(refused.err)
  }
})

test('the settings of a running server can be shown and changed', async (t) => {
  const { run, json } = shell(t)
  assert.equal((await run('instance', 'set', 'registrations', 'approval')).code, EXIT.ok)
  await run('instance', 'set', 'rules', 'Be kind. | No advertising.')
  const settings = await json('instance', 'show')
  assert.equal(settings.registrations, 'approval')
  assert.deepEqual(settings.rules, ['Be kind.', 'No advertising.'])
  for (const wrong of [
    ['registrations', 'maybe'],
    ['colour', 'blue'],
  ]) {
    const refused = await run('instance', 'set', ...wrong)
    assert.equal(refused.code, EXIT.refused)
    oneSentence(refused.err)
  }
  for (const [name, value, says] of [
    ['registrations', 'maybe', 'Registrations must be one of open, approval, closed.'],
    ['title', 'x'.repeat(101), 'Title is too long (maximum is 100 characters).'],
    ['rules', Array.from({ length: 101 }, () => 'x').join('|'), 'Rules cannot have more than 100 entries.'],
    ['languages', 'English', 'Languages must be a language code, such as en or pt-BR.'],
  ] as const)
    assert.equal((await run('instance', 'set', name, value)).err, `atoll: ${says}`)
})

test('servers can be blocked and unblocked; jobs are counted; migrations run once', async (t) => {
  const { run, json } = shell(t)
  assert.deepEqual((await json('migrate')).ran, ['0001-spine', '0002-from-spine'])
  assert.deepEqual((await json('migrate')).ran, [])
  await run('domain', 'block', 'Evil.TEST', '--reason', 'spam')
  assert.deepEqual(
    (await json('domain', 'list')).map((row: { domain: string }) => row.domain),
    ['evil.test'],
  )
  await run('domain', 'unblock', 'evil.test')
  assert.deepEqual(await json('domain', 'list'), [])
  assert.deepEqual(await json('jobs'), [])
  assert.equal((await run('jobs', 'retry', '12')).code, EXIT.notFound)
})

test('fetch prints each request and why it was refused', async (t) => {
  const { run } = shell(t)
  const refused = await run('fetch', 'https://127.0.0.1/users/x')
  assert.notEqual(refused.code, EXIT.ok)
  assert.match(refused.out, /GET https:\/\/127\.0\.0\.1\/users\/x\n {2}→ refused: /)
  oneSentence(refused.err)
  const community = await run('fetch', '!cafe@127.0.0.1')
  assert.match(
    community.out,
    /GET https:\/\/127\.0\.0\.1\/\.well-known\/webfinger\?resource=acct%3Acafe%40127\.0\.0\.1/,
  )
})

test('doctor reports no failure for an empty server', async (t) => {
  const { run, json } = shell(t)
  const findings = await json('doctor')
  assert.ok(findings.every((one: { state: string }) => one.state !== 'fail'))
  assert.match((await run('doctor')).out, /✓ database: sqlite answers, 0 users/)
})

test('a test letter goes to the mail server, or into a file, or the reason is told', async (t) => {
  await using smtp = await startSmtp()
  const { run, folder } = shell(t)
  const written = await run('mail', 'test', 'ana@reef.test')
  assert.deepEqual([written.code, readdirSync(join(folder, 'mail')).length], [EXIT.ok, 1])
  assert.match(written.out, /ATOLL_MAIL_URL/)
  const through = { ATOLL_MAIL_URL: smtp.url, ATOLL_MAIL_FROM: 'Lagoon <lagoon@lagoon.test>' }
  const sent = await run.with({ env: through }, 'mail', 'test', 'ana@reef.test')
  assert.deepEqual([sent.code, smtp.received[0]?.to], [EXIT.ok, ['ana@reef.test']])
  assert.match(smtp.received[0]?.text ?? '', /nothing to do.*localhost:4999 \(http/s)
  assert.match((await run.with({ env: through }, 'doctor')).out, /✓ mail: smtp:.*accepts letters from lagoon@lagoon/)
  smtp.refuseWith = 550
  const refused = await run.with({ env: through }, 'mail', 'test', 'ana@reef.test')
  assert.equal(refused.code, EXIT.refused)
  oneSentence(refused.err)
  assert.equal((await run('mail', 'test', 'ana@reef')).code, EXIT.refused)
})

test('an invalid setting is reported in one sentence', async (t) => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ ATOLL_PORT: 'many' }, /ATOLL_PORT is “many”/],
    [{ ATOLL_PORT: '99999' }, /ATOLL_PORT is “99999”/],
    [{ ATOLL_REGISTRATIONS: 'maybe' }, /ATOLL_REGISTRATIONS.*one of `open`, `approval`, `closed`/],
    [{ ATOLL_HOST: 'social.example' }, /ATOLL_TLS_CERT.*ATOLL_TRUSTED_PROXIES/],
    [{ ATOLL_HOST: 'https://social.example/' }, /not a host name/],
    [{ ATOLL_TLS_CERT: '/x.pem' }, /belong together/],
    [{ ATOLL_MAIL_URL: 'https://mail.test' }, /ATOLL_MAIL_URL.*smtp/],
    [{ ATOLL_MAIL_FROM: 'the lagoon' }, /ATOLL_MAIL_FROM.*e-mail address/],
    [{ ATOLL_COLOUR: 'blue' }, /ATOLL_COLOUR is not a setting/],
    [{ ATOLL_DATABASE_URL: 'mysql://x' }, /ATOLL_DATABASE_URL/],
    [{ ATOLL_DATABASE_URL: 'sqlite:' }, /ATOLL_DATABASE_URL/],
  ]
  for (const [env, sentence] of wrong) {
    const { code, err } = await shell(t, env).run('serve')
    assert.equal(code, EXIT.usage)
    assert.match(err, sentence)
    oneSentence(err)
  }
})

test('serve prints where it listens, where the data is, and how to create the owner', async (t) => {
  const { run, folder } = shell(t, { ATOLL_PORT: '0', ATOLL_HOST: 'localhost', ATOLL_LOG_LEVEL: 'silent' })
  const { code, out } = await run('serve')
  assert.equal(code, EXIT.ok)
  assert.match(out, /listens on http:\/\/localhost:\d+/)
  assert.ok(out.includes(folder))
  assert.match(out, /No mail server is set up \(ATOLL_MAIL_URL\), so letters are written to \S+mail\n/)
  assert.match(out, /\/setup\/\S{20,}/)
  assert.ok(existsSync(join(folder, 'atoll.db')))
})

test('a port already in use is reported in one sentence', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const { code, err } = await shell(t, { ATOLL_PORT: String(port) }).run('serve')
  assert.equal(code, EXIT.refused)
  assert.match(err, /ATOLL_PORT/)
  oneSentence(err)
})

test('errors in atoll.env, a missing certificate and a file in place of a folder take one sentence', async (t) => {
  const { run, folder } = shell(t)
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const colour = await run.with({ file: { ATOLL_COLOUR: 'blue' } }, 'migrate')
  assert.deepEqual([colour.code, colour.err.includes('ATOLL_COLOUR')], [EXIT.usage, true])
  const missing = { ATOLL_HOST: 'social.example', ATOLL_TLS_CERT: join(folder, 'no.pem'), ATOLL_TLS_KEY: file }
  for (const env of [missing, { ATOLL_DATA: file }]) {
    const { code, err } = await run.with({ env }, 'serve')
    assert.equal(code, EXIT.refused)
    oneSentence(err)
  }
})

test('an unreachable database is reported in one sentence', async (t) => {
  const { code, err } = await shell(t, { ATOLL_DATABASE_URL: 'postgres://a:b@localhost:1/c' }).run('user', 'list')
  assert.equal(code, EXIT.refused)
  assert.match(err, /ATOLL_DATABASE_URL/)
  oneSentence(err)
})

test('an error of PostgreSQL or OpenSSL is reported in one sentence, a bug with its stack', () => {
  const reported = (error: Error) => {
    const err: string[] = []
    const code = reportError({ err: (line) => void err.push(line) } as Cli, error)
    return { code, text: err.join('\n') }
  }
  for (const error of [
    Object.assign(new Error('database "x" does not exist'), { code: '3D000' }),
    Object.assign(new Error('password authentication failed'), { code: '28P01' }),
    new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
    Object.assign(new Error('DECODER routines::unsupported'), { code: 'ERR_OSSL_UNSUPPORTED' }),
    Object.assign(new Error('getaddrinfo ENOTFOUND nowhere'), { code: 'ENOTFOUND' }),
  ]) {
    const { code, text } = reported(error)
    assert.equal(code, EXIT.refused)
    oneSentence(text)
  }
  assert.equal(reported(new TypeError('x is not a function')).code, EXIT.bug)
})

test('every command has help and refuses unknown options', async (t) => {
  const { run } = shell(t)
  const commands = async (...path: string[]): Promise<string[][]> => {
    const { code, out } = await run(...path, '--help')
    assert.equal(code, EXIT.ok, path.join(' '))
    assert.match(out, /^Usage: atoll .*\n\n\S/, path.join(' '))
    const names = [...(out.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}([\w-]+)/gm)].map((match) => match[1] ?? '')
    const inner = await Promise.all(names.filter((name) => name !== 'help').map((name) => commands(...path, name)))
    return [path, ...inner.flat()]
  }
  const all = await commands()
  assert.ok(all.length >= 25, `only ${all.length}`)
  for (const path of all.slice(1)) {
    const { code, err } = await run(...path, '--colour')
    assert.equal(code, EXIT.usage, path.join(' '))
    assert.match(err, /--colour/)
  }
})

test('an unknown user, key or job is reported in one sentence, with exit code 3', async (t) => {
  const { run } = shell(t)
  for (const argv of [
    ['user', 'approve', 'nobody'],
    ['user', 'reject', 'nobody'],
    ['user', 'delete', 'nobody', '--yes'],
    ['token', 'create', 'nobody'],
    ['token', 'list', 'nobody'],
    ['token', 'revoke', 'nobody', '1'],
    ['jobs', 'discard', 'x'],
  ]) {
    const { code, err, out } = await run(...argv, '--json')
    assert.deepEqual([code, out], [EXIT.notFound, ''], argv.join(' '))
    oneSentence(err)
  }
})

test('wrong usage exits with code 2, help with 0', async (t) => {
  const { run } = shell(t)
  assert.equal((await run('--help')).code, EXIT.ok)
  assert.match((await run('user', '--help')).out, /create .*list/s)
  assert.match((await run('serve', '--help')).out, /ATOLL_TRUSTED_PROXIES/)
  for (const argv of [
    ['fly'],
    ['user', 'create'],
    ['user', 'create', 'ana', '--role', 'king'],
    ['token', 'create', 'ana', '--colour'],
  ]) {
    const { code, err } = await run(...argv)
    assert.equal(code, EXIT.usage, argv.join(' '))
    assert.match(err, /^error: /)
  }
})

test('text from outside cannot control the terminal (R-123)', async (t) => {
  const { run, json, folder } = shell(t)
  await run('user', 'create', 'ana')
  const hostile = '\u001b[2J\u009b31m\u202eevil\r'
  const db = new DatabaseSync(join(folder, 'atoll.db'))
  db.prepare('update users set email = ?').run(hostile)
  db.close()
  const listed = await run('user', 'list')
  assert.match(listed.out, /\\u001b\[2J\\u009b31m\\u202eevil\\u000d/)
  const [ana] = await json('user', 'list')
  assert.equal(ana.email, hostile)
  const refused = await run('user', 'password', hostile)
  for (const text of [listed.out, refused.err]) assert.doesNotMatch(text, /[^\n\u0020-\u007e\u00a0-\u2027]/)
})

test('a database that as many processes as possible use is one sentence, not a bug', () => {
  const lines: string[] = []
  const cli = { err: (line: string) => void lines.push(line) } as Cli
  assert.equal(reportError(cli, new NoFreeSlot('Stop one of them first.')), EXIT.refused)
  assert.deepEqual(lines, ['atoll: Stop one of them first.'])
})
