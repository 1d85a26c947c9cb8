/** The files that pages need, read once when the routes are created. */
import { readFileSync } from 'node:fs'
import { DAY, SECOND } from '../../lib/durations.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import { VERSION } from '../../version.ts'

/** Changes with each release, so that a new release never meets an old style sheet in a cache. */
export const STYLESHEET_PATH = `/assets/atoll.css?v=${VERSION}`
const MAX_AGE_S = DAY / SECOND

const TYPES = {
  'atoll.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const

/** The responses to `/assets/NAME`, by name. */
export function readAssets(): ReadonlyMap<string, Answer> {
  return new Map(
    Object.entries(TYPES).map(([name, type]) => {
      const bytes = readFileSync(new URL(`../assets/${name}`, import.meta.url))
      return [name, new Answer(200, ['content-type', type, 'cache-control', `public, max-age=${MAX_AGE_S}`], bytes)]
    }),
  )
}
