import type { LetterKind } from './letter.ts'
import { Action } from './parts.tsx'

/** To the owner of an address that somebody wants to use for another account. Only the owner learns that it is taken. */
export const addressTaken: LetterKind<{ username: string }> = {
  subject: (_, { title }) => `You already have an account at ${title}`,
  body: ({ username }, { host, origin }) => (
    <>
      <p>
        Someone, perhaps you, wants to use this address for another account at {host}. It already belongs to your
        account @{username}, and an address can have only one, so nothing has changed.
      </p>
      <Action href={`${origin}/auth/sign-in`}>Sign in as @{username}</Action>
      <p>
        If you have forgotten your password, <a href={`${origin}/auth/reset`}>set a new one</a>. If it was not you,
        ignore this letter.
      </p>
    </>
  ),
}
