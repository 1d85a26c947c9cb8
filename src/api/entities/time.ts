import { z } from 'zod'

/** `2026-01-31T12:00:00.000Z` */
export const IsoTime = z.iso.datetime()

/** @param ms Unix milliseconds */
export const isoTime = (ms: number): string => new Date(ms).toISOString()
/** `2026-01-31`, where only the day is public. @param ms Unix milliseconds */
export const isoDay = (ms: number): string => isoTime(ms).slice(0, 10)
