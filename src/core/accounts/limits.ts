/** The limits of local profiles, in characters. Other servers accept at least as much (E-26). */
export const MAX_DISPLAY_NAME = 100
export const MAX_NOTE = 2_000
export const MAX_PROFILE_FIELDS = 8
export const MAX_FIELD_TEXT = 255
/** Of an avatar or header. */
export const MAX_PICTURE_DESCRIPTION = 500
/**
 * The most that is stored of a text, since links and some emoji count less than their length (E-26: a bio of 20 kB).
 */
export const MAX_STORED = 20_000
