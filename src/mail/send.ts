/** Hands a letter to the mail server, in a job: at least once, with the same Message-ID at each attempt. */
import type { App } from '../core/app.ts'
import { doubling, GiveUp, type JobOptions, type JobRun } from '../jobs/job.ts'
import { HOUR, MINUTE } from '../lib/durations.ts'
import { LetterRefused } from '../lib/mail/mailer.ts'
import { composeLetter, type FactsOf, type LetterName } from './compose.ts'

/** How every job of a letter is retried: after a minute, then ever more rarely, for two days in all. */
export const LETTER_POLICY: Pick<JobOptions<unknown, App>, 'attempts' | 'backoff' | 'concurrency'> = {
  attempts: 15,
  backoff: doubling(MINUTE, { max: 6 * HOUR, jitter: 0.2 }),
  concurrency: 2,
}

/** @throws GiveUp if the mail server refuses the address or the letter for good; any other error is retried */
export async function sendLetter<N extends LetterName>(
  app: App,
  { id, createdAt }: JobRun,
  name: N,
  to: string,
  facts: FactsOf<N>,
): Promise<void> {
  const letter = await composeLetter(app, name, facts, { id: `letter.${id}`, writtenAt: createdAt, to })
  try {
    await app.mail.send(letter)
  } catch (error) {
    if (!(error instanceof LetterRefused)) throw error
    app.log.warn({ letter: name, id, reason: error.message }, 'the mail server refused a letter')
    throw new GiveUp(error.message)
  }
}
