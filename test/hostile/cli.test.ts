/** Bad input on the command line yields one sentence and a reliable exit code, never a stack trace. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EXIT } from '../../src/cli/cli.ts'
import { shell } from '../world/shell.ts'

const { refused, usage, notFound } = EXIT

test('every mistake on the command line yields a sentence and its exit code', async (t) => {
  const { run, folder } = shell(t, { ATOLL_PORT: '0', ATOLL_HOST: 'localhost:3999' })
  assert.equal((await run('user', 'create', 'ana', '--password', 'long enough 1')).code, EXIT.ok)
  const words: [string, number][] = [
    ['nonsense', usage],
    ['user', usage],
    ['user nonsense', usage],
    ['user create', usage],
    ['user create ana extra', usage],
    ['user create bo --role king', usage],
    ['user create bo --nonsense', usage],
    ['user create bo --email', usage],
    ['user create ana', refused],
    ['user create ANA', refused],
    ['user create ../x', refused],
    ['user create admin', refused],
    [`user create ${'x'.repeat(500)}`, refused],
    ['user create аna', refused],
    ['user create bo --password short', refused],
    ['user create bo --email no', refused],
    ['user create bo --email a@b@c', refused],
    ['user delete nobody', notFound],
    ['user delete ana', refused],
    ['user password nobody', notFound],
    ['user password ana --password x', refused],
    ['user approve nobody', notFound],
    ['user reject nobody', notFound],
    ['token', usage],
    ['token create', usage],
    ['token create nobody', notFound],
    ['token create ana --scopes king', refused],
    ['token create ana --expires soon', refused],
    ['token create ana --expires -5d', refused],
    ['token list nobody', notFound],
    ['token revoke ana x', notFound],
    ['token revoke ana 5', notFound],
    [`token revoke ana ${'9'.repeat(40)}`, notFound],
    ['domain block', usage],
    ['domain block a/b', refused],
    ['domain block ..', refused],
    ['domain block localhost:3999', refused],
    ['domain unblock a/b', refused],
    ['jobs retry x', notFound],
    ['jobs discard 5', notFound],
    ['jobs nonsense', usage],
    ['instance set nonsense x', refused],
    ['instance set registrations sometimes', refused],
    ['fetch', usage],
    ['fetch nonsense', notFound],
    ['fetch https://', notFound],
    ['fetch javascript:x', notFound],
    ['fetch https://127.0.0.1/x', refused],
    ['backup', usage],
    ['backup /nowhere/at/all', refused],
    ['migrate nonsense', usage],
    ['serve nonsense', usage],
    ['--nonsense', usage],
  ]
  for (const [line, code] of words) {
    const { code: got, err, out } = await run(...line.split(' '))
    const about = `atoll ${line.slice(0, 80)} → ${got}: ${err} ${out}`
    assert.equal(got, code, about)
    isSentence(err, about)
  }
  for (const argv of [
    [],
    ['user', 'create', ''],
    ['user', 'create', 'a\0b'],
    ['domain', 'block', ''],
    ['fetch', ''],
    ['token', 'create', 'ana', '--scopes', ''],
  ]) {
    const { code, err } = await run(...argv)
    assert.ok([refused, usage, notFound].includes(code as never), `${JSON.stringify(argv)} → ${code}: ${err}`)
    if (argv.length > 0) isSentence(err, JSON.stringify(argv))
  }
  writeFileSync(join(folder, 'file'), 'not a database, but long enough to be read as one'.repeat(50))
  const settings: [Record<string, string>, number][] = [
    [{ ATOLL_PORT: 'x' }, usage],
    [{ ATOLL_PORT: '70000' }, usage],
    [{ ATOLL_NONSENSE: '1' }, usage],
    [{ ATOLL_HOST: 'https://lagoon.test/' }, usage],
    [{ ATOLL_HOST: 'lagoon.test' }, usage],
    [{ ATOLL_HOST: 'a b' }, usage],
    [{ ATOLL_DATABASE_URL: 'mysql://x' }, usage],
    [{ ATOLL_TRUSTED_PROXIES: 'somebody', ATOLL_HOST: 'lagoon.test' }, usage],
    [{ ATOLL_TLS_CERT: '/x' }, usage],
    [{ ATOLL_RATE_LIMITS: 'maybe' }, usage],
    [{ ATOLL_DATABASE_URL: `sqlite:${join(folder, 'file')}` }, refused],
    [{ ATOLL_DATABASE_URL: `sqlite:${join(folder, 'file', 'below')}` }, refused],
    [{ ATOLL_DATABASE_URL: 'postgres://localhost:1/x' }, refused],
  ]
  for (const [env, code] of settings) {
    const { code: got, err } = await run.with({ env }, 'user', 'list')
    const about = `${JSON.stringify(env)} → ${got}: ${err}`
    assert.equal(got, code, about)
    isSentence(err, about)
  }
})

function isSentence(text: string, about: string): void {
  assert.match(text, /\S{3}/, about)
  assert.doesNotMatch(text, /^\s+at |\.ts:\d+|node:internal|undefined/m, about)
}
