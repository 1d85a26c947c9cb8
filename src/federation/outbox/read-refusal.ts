/**
 * Reads why a server refused an activity. No specification says how to tell: Lemmy answers `{"error":"post_is_locked"}`,
 * Mastodon `{"error":"a sentence"}`, Misskey nests an object, some send plain text or the problem details of RFC 9457.
 */
import { isObject, type JsonObject } from '../../activitypub/read.ts'
import type { Refusal, RefusalReason } from '../../db/tables/refusals.ts'
import type { OutgoingResponse } from '../../lib/http/outgoing.ts'
import { oneLine } from '../../lib/text/one-line.ts'

/** Characters of what a server says that are stored and shown. */
export const MAX_ANSWER = 200

/** The codes that Lemmy (0.19 and 1.0) and its kin answer. What they say of accounts and settings is not among them. */
const REASONS: ReadonlyMap<string, RefusalReason> = new Map([
  ['locked', 'locked'],
  ['post_is_locked', 'locked'],
  ['banned_from_community', 'banned-from-community'],
  ['person_is_banned_from_community', 'banned-from-community'],
  ['banned', 'banned-from-server'],
  ['site_ban', 'banned-from-server'],
  ['person_is_banned_from_site', 'banned-from-server'],
  ['only_mods_can_post_in_community', 'moderators-only'],
  ['cannot_create_post_or_comment_in_deleted_or_removed_community', 'community-closed'],
  ['couldnt_find_community', 'without-community'],
  ['no_community_found_in_cc', 'without-community'],
  ['page_does_not_specify_group', 'without-community'],
  ['object_is_not_public', 'not-public'],
  ['couldnt_find_post', 'parent-unknown'],
  ['couldnt_find_comment', 'parent-unknown'],
  ['max_comment_depth_reached', 'thread-too-deep'],
  ['person_is_blocked', 'blocked-by-person'],
  ['instance_is_blocked', 'server-blocked'],
  ['domain_blocked', 'server-blocked'],
  ['domain_not_in_allow_list', 'server-blocked'],
  ['federation_disabled', 'server-blocked'],
  ['federation_disabled_by_strict_allow_list', 'server-blocked'],
  ['federation_forbidden_by_strict_allow_list', 'server-blocked'],
  ['language_not_allowed', 'language'],
  ['slurs', 'word'],
  ['blocked_url', 'link'],
  ['nsfw_not_allowed', 'sensitive'],
  ['invalid_post_title', 'title'],
  ['post_title_too_long', 'title'],
  ['invalid_body_field', 'too-large'],
])

/** What may hold a sentence for people, the most telling first. */
const SENTENCES = ['message', 'error_description', 'detail', 'error', 'title'] as const
/** What Lemmy writes into `error` if only `message` says something. */
const NOTHING_SAID = 'unknown'
/** The start of a JSON object that was cut off. */
const FIRST_TEXT = /^\s*\{\s*"(error|message)"\s*:\s*("(?:[^"\\]|\\.)*")/
const PAYLOAD_TOO_LARGE = 413

/**
 * Whether the server only says that it has received this activity before, as after a lost answer. Lemmy then reports the
 * empty message of its database, which no other error has.
 */
export function isRepetition(answer: OutgoingResponse): boolean {
  const json = readJson(answer.text())
  return json.error === NOTHING_SAID && json.message === ''
}

/** The reason, if the answer is understood, and what it says: nothing if it is HTML, which is meant for browsers. */
export function readRefusal(answer: OutgoingResponse): Pick<Refusal, 'reason' | 'answer'> {
  const body = answer.text().trim()
  const json = body.startsWith('{') ? readJson(body) : undefined
  const reason = REASONS.get(String(json?.error)) ?? (answer.status === PAYLOAD_TOO_LARGE ? 'too-large' : null)
  if (json) return { reason, answer: oneLine(reason ? textOf(json.error) : sentenceIn(json), MAX_ANSWER) }
  return { reason, answer: isPlainText(answer, body) ? oneLine(body, MAX_ANSWER) : '' }
}

function readJson(body: string): JsonObject {
  const [, name = '', cutOff = ''] = FIRST_TEXT.exec(body) ?? []
  const json = parse(body) ?? (name && { [name]: parse(cutOff) })
  if (!isObject(json)) return {}
  // Misskey: {"error":{"code":…,"message":…}}
  return isObject(json.error) ? { ...json.error, error: json.error.code } : json
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function sentenceIn(json: JsonObject): string {
  return SENTENCES.map((name) => textOf(json[name]).trim()).find((text) => text !== '' && text !== NOTHING_SAID) ?? ''
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isPlainText({ headers }: OutgoingResponse, body: string): boolean {
  return /^text\/plain\b/i.test(headers['content-type'] ?? 'text/plain') && !body.startsWith('<')
}
