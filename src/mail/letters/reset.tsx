import type { LetterKind } from './letter.ts'
import { Action } from './parts.tsx'

interface Facts {
  username: string
  link: string
}

export const reset: LetterKind<Facts> = {
  subject: (_, { title }) => `Set a new password for ${title}`,
  body: ({ username, link }, { host }) => (
    <>
      <p>
        Someone, perhaps you, asked for a new password for @{username} at {host}.
      </p>
      <Action href={link}>Set a new password</Action>
      <p>
        The link works once, for six hours. A new password signs out every browser and app, and ends every API key. If
        you did not ask for it, ignore this letter: your password stays as it is.
      </p>
    </>
  ),
}
