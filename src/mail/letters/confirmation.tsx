import type { LetterKind } from './letter.ts'
import { Action } from './parts.tsx'

interface Facts {
  username: string
  link: string
}

/** To someone who has just signed up. */
export const confirmation: LetterKind<Facts> = {
  subject: (_, { title }) => `Confirm your e-mail address for ${title}`,
  body: ({ username, link }, { host }) => (
    <>
      <p>
        Hello @{username}, you signed up at {host} with this address. Confirm that it is yours:
      </p>
      <Action href={link}>Confirm my address</Action>
      <p>The link works once, for two days. If you did not sign up, ignore this letter.</p>
    </>
  ),
}

/** To the address that is to replace another. */
export const newAddress: LetterKind<Facts> = {
  subject: (_, { title }) => `Confirm your new e-mail address for ${title}`,
  body: ({ username, link }, { host }) => (
    <>
      <p>
        The account @{username} at {host} is to use this address. Confirm that it is yours:
      </p>
      <Action href={link}>Confirm my new address</Action>
      <p>The link works once, for two days. If you do not know this account, ignore this letter.</p>
    </>
  ),
}
