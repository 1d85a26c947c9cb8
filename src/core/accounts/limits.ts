/** What people of this server may write about themselves, in characters. Others allow at least as much (E-26). */
export const MAX_DISPLAY_NAME = 100
export const MAX_NOTE = 2_000
export const MAX_PROFILE_FIELDS = 8
export const MAX_FIELD_TEXT = 255
/** Links and some emoji count less than they are long; this much of a text is kept at most (E-26: a bio of 20 kB). */
export const MAX_STORED = 20_000
