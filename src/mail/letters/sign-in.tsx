import type { LetterKind } from './letter.ts'
import { IfNotYou } from './parts.tsx'

interface Facts {
  username: string
  device: string
  address: string
  /** `23 Nov 2026, 14:05 UTC` */
  when: string
}

/** After a sign-in with a browser that the account has not seen before. */
export const newSignIn: LetterKind<Facts> = {
  subject: (_, { title }) => `A new sign-in to your account at ${title}`,
  body: ({ username, device, address, when }, { host, origin }) => (
    <>
      <p>
        Someone signed in as @{username} at {host} with a browser that was not used before.
      </p>
      <ul>
        <li>Browser: {device}</li>
        <li>Network address: {address}</li>
        <li>Time: {when}</li>
      </ul>
      <p>If it was you, there is nothing to do.</p>
      <IfNotYou origin={origin} />
    </>
  ),
}
