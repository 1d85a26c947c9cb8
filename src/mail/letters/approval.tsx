import type { LetterKind } from './letter.ts'
import { Action } from './parts.tsx'

interface Facts {
  username: string
}

export const approved: LetterKind<Facts> = {
  subject: (_, { title }) => `Welcome to ${title}`,
  body: ({ username }, { host, origin }) => (
    <>
      <p>
        Your account @{username} at {host} has been approved. You can use it now.
      </p>
      <Action href={`${origin}/auth/sign-in`}>Sign in</Action>
    </>
  ),
}

export const rejected: LetterKind<Facts> = {
  subject: (_, { title }) => `Your request for an account at ${title}`,
  body: ({ username }, { host }) => (
    <p>
      The moderators of {host} have not approved your request for the account @{username}. What you sent has been
      deleted. You can follow people at {host} from an account on any other server.
    </p>
  ),
}
