/** Who may see a status, from everyone to the people it names. */
export const VISIBILITIES = ['public', 'unlisted', 'followers', 'direct'] as const
export type Visibility = (typeof VISIBILITIES)[number]
