import type { ProblemCode } from '../../messages/en/fields.ts'

/** Mastodon's codes for problems with a field. Clients read them after a refused sign-up. */
export const PROBLEM_CODES: Record<ProblemCode, string> = {
  blank: 'ERR_BLANK',
  'no-scope': 'ERR_BLANK',
  taken: 'ERR_TAKEN',
  reserved: 'ERR_RESERVED',
  'must-be-accepted': 'ERR_ACCEPTED',
  'too-short': 'ERR_TOO_SHORT',
  'too-long': 'ERR_TOO_LONG',
  'post-too-long': 'ERR_TOO_LONG',
  'entry-text-too-long': 'ERR_TOO_LONG',
  'too-many-entries': 'ERR_TOO_LONG',
  'too-many-mentions': 'ERR_TOO_MANY',
  'unknown-scope': 'ERR_INCLUSION',
  'not-a-url': 'ERR_INVALID',
  'redirect-uri-unusable': 'ERR_INVALID',
  'username-characters': 'ERR_INVALID',
  'email-unusable': 'ERR_INVALID',
  'null-character': 'ERR_INVALID',
  'language-code': 'ERR_INVALID',
  'mute-duration': 'ERR_INVALID',
  unsupported: 'ERR_INVALID',
  'no-uploads': 'ERR_INVALID',
  'not-one-of': 'ERR_INVALID',
  'invalid-value': 'ERR_INVALID',
}
