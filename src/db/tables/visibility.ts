/** Who may see a status, from everyone to only the accounts that it mentions. */
export const VISIBILITIES = ['public', 'unlisted', 'followers', 'direct'] as const
export type Visibility = (typeof VISIBILITIES)[number]
