import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readMessage } from '../../../test/world/read-message.ts'
import { startSmtp } from '../../../test/world/smtp.ts'
import { isEmail, parseSender } from './email-address.ts'
import { fileMailer } from './file-mailer.ts'
import { type Letter, LetterRefused } from './mailer.ts'
import { smtpMailer } from './smtp-mailer.ts'

const SENDER = { address: 'noreply@lagoon.test' }
const letter: Letter = {
  id: 'letter.7',
  writtenAt: Date.UTC(2026, 10, 26, 12),
  from: 'The lagoon',
  to: "o'neil@reef.test",
  subject: 'Welcome to the lagüne',
  text: 'Hello, Ánná\n',
  html: '<p>Hello, Ánná</p>',
}

test('a letter arrives with its headers and both parts, and twice with the same Message-ID', async () => {
  await using smtp = await startSmtp()
  const mailer = smtpMailer(smtp.url, SENDER)
  assert.equal(mailer.goesTo, smtp.url)
  await mailer.check()
  await mailer.send(letter)
  await mailer.send(letter)
  const [first, second] = smtp.received
  assert.ok(first)
  assert.deepEqual([first.from, first.to], ['noreply@lagoon.test', ["o'neil@reef.test"]])
  const one = (name: string) => first.headers.get(name)
  assert.deepEqual(one('from'), ['The lagoon <noreply@lagoon.test>'])
  assert.deepEqual(one('to'), ["o'neil@reef.test"])
  assert.deepEqual(one('subject'), ['Welcome to the lagüne'])
  assert.deepEqual(one('date'), ['Thu, 26 Nov 2026 12:00:00 +0000'])
  assert.deepEqual(one('message-id'), ['<letter.7@lagoon.test>'])
  assert.deepEqual(one('auto-submitted'), ['auto-generated'])
  assert.deepEqual([first.text.trim(), first.html.trim()], ['Hello, Ánná', '<p>Hello, Ánná</p>'])
  assert.deepEqual(second?.headers.get('message-id'), one('message-id'))
})

test('no text of a letter becomes a header or a recipient (case 98)', async () => {
  await using smtp = await startSmtp()
  const mailer = smtpMailer(smtp.url, SENDER)
  const evil = 'Hi\r\nBcc: eve@evil.test\r\n\r\nbody, "eve" <eve@evil.test>'
  await mailer.send({ ...letter, subject: evil, from: evil })
  const [got] = smtp.received
  assert.deepEqual(got?.to, ["o'neil@reef.test"])
  assert.equal(got?.headers.get('bcc'), undefined)
  assert.deepEqual(got?.headers.get('subject'), [evil.replace(/[\r\n]/g, ' ')])
  assert.match(got?.text ?? '', /^Hello/)
})

test('an address that the server refuses is given up, and anything else is tried again', async () => {
  await using smtp = await startSmtp()
  const mailer = smtpMailer(smtp.url, SENDER)
  smtp.refuseWith = 550
  await assert.rejects(mailer.send(letter), (error) => error instanceof LetterRefused && /550/.test(error.message))
  smtp.refuseWith = 451
  await assert.rejects(mailer.send(letter), (error) => !(error instanceof LetterRefused))
  const nobody = smtpMailer('smtp://127.0.0.1:1', SENDER)
  await assert.rejects(nobody.send(letter), (error) => !(error instanceof LetterRefused))
  await assert.rejects(nobody.check(), /ECONNREFUSED/)
})

test('without a mail server, a letter is a file, and a second attempt replaces it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-mail-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const mailer = fileMailer(join(folder, 'mail'), { name: 'Harbour', ...SENDER })
  await mailer.check()
  await mailer.send(letter)
  await mailer.send({ ...letter, subject: 'Again' })
  assert.deepEqual(readdirSync(join(folder, 'mail')), ['letter.7.eml'])
  const path = join(folder, 'mail', 'letter.7.eml')
  const { headers, text } = readMessage(readFileSync(path, 'latin1'))
  assert.deepEqual(headers.get('from'), ['Harbour <noreply@lagoon.test>'])
  assert.deepEqual(headers.get('subject'), ['Again'])
  assert.match(text, /Hello, Ánná/)
  const { mtimeMs } = statSync(path)
  writeFileSync(join(folder, 'mail', 'notes.txt'), 'not ours')
  await mailer.forget(mtimeMs)
  assert.deepEqual(readdirSync(join(folder, 'mail')), ['letter.7.eml', 'notes.txt'])
  await mailer.forget(mtimeMs + 1)
  assert.deepEqual(readdirSync(join(folder, 'mail')), ['notes.txt'])
})

test('a sender is an address, alone or with a name', () => {
  assert.deepEqual(parseSender('a@reef.test'), { address: 'a@reef.test' })
  assert.deepEqual(parseSender(' The reef <a@reef.test>'), { name: 'The reef', address: 'a@reef.test' })
  for (const wrong of [
    '',
    'reef',
    '<a@reef.test',
    'a@reef.test, b@reef.test',
    'x\r\nBcc: b <a@reef.test>',
    '"x" <a@b>',
  ])
    assert.equal(parseSender(wrong), undefined, wrong)
  assert.ok(isEmail('a@reef.test'))
})
