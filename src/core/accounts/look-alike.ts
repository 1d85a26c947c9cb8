/** Which names look like others: `adm1n`, `_admin`, `rnoderator`. */

/** What one may take for another, longest first. */
const LOOKS: [RegExp, string][] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/[1il]/g, 'l'],
  [/0/g, 'o'],
  [/5/g, 's'],
  [/3/g, 'e'],
  [/4/g, 'a'],
  [/7/g, 't'],
  [/_/g, ''],
]

/** Two names with the same result look alike. @param username in lower case */
export function looksOf(username: string): string {
  return LOOKS.reduce((text, [part, like]) => text.replace(part, like), username)
}
