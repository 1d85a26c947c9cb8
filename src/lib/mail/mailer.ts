/** What sends letters. There are two: one for an SMTP server, and one that writes files. */

export interface Letter {
  /** The same at every attempt, so that a letter sent twice is shown once. Letters, digits and dots. */
  id: string
  /** When it was written, in Unix milliseconds. */
  writtenAt: number
  /** The name that mail programs show as the sender's, unless a setting names another. */
  from: string
  to: string
  subject: string
  text: string
  html: string
}

export interface Mailer {
  /** Where letters go, for administrators: `smtp://mail.example:587`, or a folder. */
  readonly goesTo: string
  /** Whether letters become files, because no mail server is set up. */
  readonly writesFiles: boolean
  /** @throws LetterRefused if no further attempt can succeed; any other error may pass */
  send(letter: Letter): Promise<void>
  /** Checks that letters can be sent, without sending one. @throws Error that says what is wrong */
  check(): Promise<void>
  /** Deletes what it kept of letters that were written before then. @param before Unix milliseconds */
  forget(before: number): Promise<void>
}

/** The mail server does not accept this address or this letter, now or later. */
export class LetterRefused extends Error {}
