/** The files that pages need, read once when the routes are created. */
import { readFileSync } from 'node:fs'
import { DAY, SECOND } from '../../lib/durations.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import { VERSION } from '../../version.ts'
import { focalRules } from '../components/media/focal-point.ts'

/** Changes with each release, so that a new release never meets an old style sheet in a cache. */
export const STYLESHEET_PATH = `/assets/atoll.css?v=${VERSION}`
const MAX_AGE_S = DAY / SECOND

/** The parts of the style sheet in `assets/css/`, in the order of the cascade. Browsers get them as one file. */
const STYLES = ['base', 'layout', 'forms', 'posts', 'media', 'composer', 'people', 'access'] as const

/** The responses to `/assets/NAME`, by name. */
export function readAssets(): ReadonlyMap<string, Answer> {
  const styles = [...STYLES.map((part) => read(`css/${part}.css`)), Buffer.from(focalRules())]
  return new Map([
    ['atoll.css', asset('text/css; charset=utf-8', Buffer.concat(styles))],
    ['icon.svg', asset('image/svg+xml', read('icon.svg'))],
  ])
}

function read(name: string): Buffer {
  return readFileSync(new URL(`../assets/${name}`, import.meta.url))
}

function asset(type: string, bytes: Buffer): Answer {
  return new Answer(200, ['content-type', type, 'cache-control', `public, max-age=${MAX_AGE_S}`], bytes)
}
