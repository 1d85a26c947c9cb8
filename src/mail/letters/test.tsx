import type { LetterKind } from './letter.ts'

/** What `atoll mail test` sends. */
export const testLetter: LetterKind<object> = {
  subject: (_, { title }) => `A test from ${title}`,
  body: (_, { host }) => <p>This letter shows that {host} can send letters. There is nothing to do.</p>,
}
