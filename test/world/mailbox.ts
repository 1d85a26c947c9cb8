/** The mailbox that every letter of a server reaches. */
import type { Letter, Mailer } from '../../src/lib/mail/mailer.ts'

export interface Mailbox extends Mailer {
  /** Oldest first. */
  readonly letters: readonly Letter[]
}

export function createMailbox(): Mailbox {
  const letters: Letter[] = []
  return {
    goesTo: 'a mailbox of the test',
    writesFiles: false,
    letters,
    async send(letter) {
      letters.push(letter)
    },
    async check() {},
    async forget() {},
  }
}
