/** Prefixes identify a token as one of Atoll, so that scanners for leaked secrets can find it, and tell its kind. */

/** A key or access token of a person. */
export const TOKEN_PREFIX = 'atoll_'
/** A token of an app itself. */
export const APP_TOKEN_PREFIX = 'atoll_app_'

export function isAppToken(key: string): boolean {
  return key.startsWith(APP_TOKEN_PREFIX)
}
