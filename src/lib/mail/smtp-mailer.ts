import { SECOND } from '../durations.ts'
import { loadOnce } from '../load-once.ts'
import type { MailSender } from './email-address.ts'
import { type Letter, LetterRefused, type Mailer } from './mailer.ts'
import { messageOf } from './message.ts'

const CONNECT_TIMEOUT_MS = 15 * SECOND
/** Mail servers may take long over a recipient while they ask others about the sender. */
const SILENCE_TIMEOUT_MS = 60 * SECOND
/** The commands whose refusal is about this letter. A refusal of any other is about our settings. */
const ABOUT_THE_LETTER = new Set(['RCPT TO', 'DATA'])
const PERMANENT_FROM = 500

/** Hands letters to an SMTP server. @param url `smtp://USER:PASSWORD@HOST:PORT`, or `smtps:` for TLS from the start */
export function smtpMailer(url: string, from: MailSender): Mailer {
  const { protocol, host } = new URL(url)
  const transport = loadOnce(() => connectTo(url))
  return {
    goesTo: `${protocol}//${host}`,
    writesFiles: false,
    async send(letter: Letter) {
      const { sendMail } = await transport()
      await sendMail(messageOf(letter, from)).catch((error: unknown) => {
        throw isPermanent(error) ? new LetterRefused(error.message) : error
      })
    },
    async check() {
      await (await transport()).verify()
    },
    async forget() {},
  }
}

/** Loaded with the first letter, so that a start need not wait for it. */
async function connectTo(url: string) {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    url,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  })
  return {
    sendMail: (message: ReturnType<typeof messageOf>) => transport.sendMail(message),
    verify: () => transport.verify(),
  }
}

interface SmtpError extends Error {
  command?: string
  responseCode?: number
}

/** A 5xx means that the same command will fail again (RFC 5321 section 4.2.1). */
function isPermanent(error: unknown): error is Error {
  const { command = '', responseCode = 0 } = error as SmtpError
  return ABOUT_THE_LETTER.has(command) && responseCode >= PERMANENT_FROM
}
