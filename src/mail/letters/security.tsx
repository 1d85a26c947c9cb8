import type { LetterKind } from './letter.ts'
import { IfNotYou } from './parts.tsx'

interface Facts {
  username: string
}

export const passwordChanged: LetterKind<Facts> = {
  subject: (_, { title }) => `Your password at ${title} has changed`,
  body: ({ username }, { host, origin }) => (
    <>
      <p>
        Your account @{username} at {host} has a new password.
      </p>
      <IfNotYou origin={origin} />
    </>
  ),
}

export const secondFactorOn: LetterKind<Facts> = {
  subject: (_, { title }) => `Your account at ${title} has a second factor`,
  body: ({ username }, { host, origin }) => (
    <>
      <p>
        From now on, signing in as @{username} at {host} takes a code from your authenticator app. Keep your recovery
        codes in a safe place.
      </p>
      <IfNotYou origin={origin} />
    </>
  ),
}

export const secondFactorOff: LetterKind<Facts> = {
  subject: (_, { title }) => `Your account at ${title} has no second factor any more`,
  body: ({ username }, { host, origin }) => (
    <>
      <p>
        The second factor of @{username} at {host} was switched off. From now on, the password alone is enough to sign
        in.
      </p>
      <IfNotYou origin={origin} />
    </>
  ),
}
