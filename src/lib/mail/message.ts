/** A letter as an RFC 5322 message. */
import type { MailSender } from './email-address.ts'
import type { Letter } from './mailer.ts'

/** Text that would begin another header (case 98). */
const CONTROL = /\p{Cc}/gu

/** The message for nodemailer, which encodes and folds the headers. */
export function messageOf(letter: Letter, from: MailSender) {
  const { id, writtenAt, to, text, html } = letter
  return {
    // Objects, because nodemailer would parse a text and find more than one address in it.
    from: { name: plain(from.name ?? letter.from), address: from.address },
    to: { name: '', address: to },
    subject: plain(letter.subject),
    date: new Date(writtenAt),
    messageId: `<${id}@${from.address.split('@')[1]}>`,
    // No machine answers such a letter, for example with a notice of absence (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    text,
    html,
    // A letter never reads a file or an address, whatever it contains.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function plain(text: string): string {
  return text.replace(CONTROL, ' ')
}
