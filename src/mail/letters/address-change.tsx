import type { LetterKind } from './letter.ts'
import { IfNotYou } from './parts.tsx'

interface Facts {
  username: string
  /** The new address. */
  to: string
}

/** To the present address, when another is to replace it. */
export const addressChangeAsked: LetterKind<Facts> = {
  subject: (_, { title }) => `Your e-mail address at ${title} is about to change`,
  body: ({ username, to }, { host, origin }) => (
    <>
      <p>
        Your account @{username} at {host} is to use the address {to} from now on. It changes as soon as somebody
        confirms the letter that we sent there.
      </p>
      <IfNotYou origin={origin} />
    </>
  ),
}

/** To the former address. */
export const addressChanged: LetterKind<Facts> = {
  subject: (_, { title }) => `Your e-mail address at ${title} has changed`,
  body: ({ username, to }, { host }) => (
    <>
      <p>
        Your account @{username} at {host} now uses the address {to}. This is the last letter to this one.
      </p>
      <p>If it was not you, contact the administrators of {host} at once.</p>
    </>
  ),
}
