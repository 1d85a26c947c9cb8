/** Which usernames are allowed (R-98, case 46). */
import { withoutPort } from '../../lib/http/hosts.ts'
import { isPlainName } from '../../lib/text/plain-name.ts'
import { looksOf } from './look-alike.ts'

export const MAX_LOCAL_USERNAME = 30
const LOCAL = /^[a-z0-9_]+$/
/** Letters, ASCII digits and a few signs. Mastodon accepts no letters outside of ASCII (E-22). */
const REMOTE = /^[\p{L}\p{M}0-9_.~+-]{1,255}$/u

/** Names that could be mistaken for the server itself, or that have a meaning in addresses of other software. */
const RESERVED = new Set(
  `abuse account accounts actor admin administrator ap api atoll auth contact dev everyone explore from here help home
  host hostmaster inbox info instance internal_fetch localhost login mail mod moderator moderators news nobody noreply
  no_reply notifications oauth official outbox owner postmaster privacy public relay root search security server settings
  setup signin signup sign_in sign_up site staff status statuses support sysadmin system tags team test_actor undefined null
  users web webfinger webmaster www`.split(/\s+/),
)

const RESERVED_LOOKS = new Set([...RESERVED].map(looksOf))

/** Whether a local account may have this name: lower-case ASCII, so that no two names look alike. */
export function isLocalUsername(username: string): boolean {
  return username.length <= MAX_LOCAL_USERNAME && LOCAL.test(username)
}

/** Whether only staff may have this name, or it looks like one that only staff may have. `host` is our own. */
export function isReservedUsername(username: string, host: string): boolean {
  const looks = looksOf(username)
  return RESERVED_LOOKS.has(looks) || looks === looksOf(withoutPort(host).replaceAll('.', '_'))
}

/** Whether the name of a remote account is safe to show. */
export function isRemoteUsername(username: string): boolean {
  return REMOTE.test(username) && !/^\.+$/.test(username) && isPlainName(username)
}
