/** The pictures that clients show for an account without pictures of its own. */
import { readFileSync } from 'node:fs'
import { DAY, SECOND } from '../lib/durations.ts'
import { Answer } from '../lib/http-server/answer.ts'
import { CORS } from '../lib/http-server/cors.ts'
import { MISSING_AVATAR, MISSING_HEADER } from './entities/account.ts'

const HEADERS = [...['content-type', 'image/png'], ...['cache-control', `public, max-age=${DAY / SECOND}`], ...CORS]

/** Responses by path. */
export function missingPictures(): [string, Answer][] {
  const picture = (name: string) => {
    const bytes = readFileSync(new URL(`pictures/${name}.png`, import.meta.url))
    return new Answer(200, HEADERS, bytes)
  }
  return [
    [MISSING_AVATAR, picture('missing-avatar')],
    [MISSING_HEADER, picture('missing-header')],
  ]
}
