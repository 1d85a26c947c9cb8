/** Problems with one field of a form. Each wording is a clause that follows the field's name. */
import type { MediaReason } from '../../lib/media/media-error.ts'
import { mediaMessages } from './media.ts'

export const fields = {
  // Mastodon's wordings, for the rules that Mastodon has too.
  blank: () => "can't be blank",
  taken: () => 'has already been taken',
  'too-short': ({ min }: { min: number }) => `is too short (minimum is ${min} characters)`,
  'too-long': ({ max }: { max: number }) => `is too long (maximum is ${max} characters)`,
  'post-too-long': ({ max }: { max: number }) => `character limit of ${max} exceeded`,
  'username-characters': () => 'must contain only letters, numbers and underscores',
  'must-be-accepted': () => 'must be accepted',
  invalid: () => 'is invalid',
  'not-a-number': () => 'is not a number',
  'too-small': ({ min }: { min: number }) => `must be greater than or equal to ${min}`,
  'too-large': ({ max }: { max: number }) => `must be less than or equal to ${max}`,
  'not-included': ({ options }: { options: readonly string[] }) =>
    `is not included in the list (${options.map((option) => option || 'nothing').join(', ')})`,
  'not-a-url': () => 'is not a valid URL',
  'not-https': () => 'must begin with https://',
  'unusual-port': () => 'must not name a port',
  'private-address': () => 'must be on the public internet',
  'address-of-this-server': () => 'must not be an address of this server',
  'blocked-server': () => 'is on a server that is blocked here',
  'no-events': () => 'must name at least one event',
  'unknown-event': ({ type, offered }: { type: string; offered: readonly string[] }) =>
    `cannot have “${type}”. You can choose ${offered.join(', ')}`,
  'redirect-uri-unusable': () => 'must be an absolute URI.',

  'too-young': () => 'is below the minimum age of this server',
  'not-a-date': () => 'is not a date, such as 1990-04-23',
  reserved: () => 'is reserved for the staff of this server',
  'email-unusable': () => 'is invalid: write it like name@example.org',
  'null-character': () => 'must not contain the NUL character',
  'language-code': () => 'must be a language code, such as en or pt-BR',
  'too-many-mentions': ({ max }: { max: number }) => `cannot mention more than ${max} people`,
  'only-one-reader': () => 'cannot mention more people: this private message has only one reader',
  'entry-text-too-long': ({ max }: { max: number }) => `cannot have more than ${max} characters in a name or value`,
  'too-many-entries': ({ max }: { max: number }) => `cannot have more than ${max} entries`,
  'mute-duration': ({ maxYears }: { maxYears: number }) => `must be between 0 seconds and ${maxYears} years`,
  'no-scope': () => 'must name at least one scope, for example: read write',
  'unknown-scope': ({ scope }: { scope: string }) => `contains “${scope}”, which is not a scope`,
  'not-one-of': ({ options }: { options: string }) => `must be one of ${options}`,
  unsupported: () => 'is not supported by this server yet',
  'file-for-text': () => 'must not be a file',
  'text-for-file': () => 'must be a file, sent as multipart/form-data with a file name',
  'too-many-files': () => 'has more files than are accepted',
  'unusable-file': ({ reason: [code, params] }: { reason: MediaReason }) => {
    const sentence: (params: never) => string = mediaMessages[code]
    return `cannot be used. ${sentence(params as never)}`
  },
  /** `reason`: the message of the schema that checked the field. */
  'invalid-value': ({ reason }: { reason: string }) => reason,
}

export type ProblemCode = keyof typeof fields
/** A code with the parameters of its wording. */
export type Problem = { [C in ProblemCode]: [code: C, ...params: Parameters<(typeof fields)[C]>] }[ProblemCode]
/** Field name → the problems with that field. */
export type Problems = Record<string, readonly Problem[]>

/** `['too-short', { min: 8 }]` → `is too short (minimum is 8 characters)` */
export function describe([code, params]: Problem): string {
  const words: (params: never) => string = fields[code]
  return words(params as never)
}

/** One clause for each problem, starting with the field's name: `Username has already been taken`. */
export function describeFields(problems: Problems): string[] {
  return Object.entries(problems).flatMap(([field, list]) => list.map((one) => `${nameOf(field)} ${describe(one)}`))
}

/** Fields that Mastodon calls by another name in its sentences. */
const NAMES: Record<string, string> = {
  client_name: 'Application name',
  website: 'Application website',
  redirect_uris: 'Redirect URI',
  content_warning: 'Spoiler text',
}

/** `display_name`, `displayName` → `Display name` */
function nameOf(field: string): string {
  const named = Object.hasOwn(NAMES, field) ? NAMES[field] : undefined
  if (named !== undefined) return named
  const words = field.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
