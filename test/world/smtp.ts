/** A real SMTP server that keeps what it receives. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { type Message, readMessage } from './read-message.ts'

export interface Received extends Message {
  /** The envelope: what the server was told, whatever the headers say. */
  from: string
  to: string[]
}

export interface Smtp extends AsyncDisposable {
  /** In the form of `ATOLL_MAIL_URL`. */
  url: string
  received: Received[]
  /** The code with which recipients are refused; undefined accepts them. */
  refuseWith: number | undefined
  /** How many recipients were refused. */
  refused: number
}

export async function startSmtp(): Promise<Smtp> {
  const smtp: Smtp = {
    url: '',
    received: [],
    refuseWith: undefined,
    refused: 0,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo(_address, _session, done) {
      const code = smtp.refuseWith
      if (code !== undefined) smtp.refused++
      done(code === undefined ? null : Object.assign(new Error('refused by the test'), { responseCode: code }))
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        const to = envelope.rcptTo.map(({ address }) => address)
        smtp.received.push({ from, to, ...readMessage(Buffer.concat(chunks).toString('latin1')) })
        done(null)
      })
    },
  })
  // A client that is killed resets its connection.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  smtp.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return smtp
}
