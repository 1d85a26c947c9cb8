/** The few files that pages need, read once when the routes are made. */
import { readFileSync } from 'node:fs'
import { DAY, SECOND } from '../lib/durations.ts'
import { VERSION } from '../version.ts'

/** Changes with each release, so that caches may keep it for long. */
export const STYLESHEET_PATH = `/assets/atoll.css?v=${VERSION}`
const MAX_AGE_S = DAY / SECOND

const FILES = {
  'atoll.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const

/** Answers `/assets/NAME`; undefined for a name that is none of ours. */
export function createAssets(): (name: string) => Response | undefined {
  const files = new Map(
    Object.entries(FILES).map(([name, type]) => [
      name,
      { type, bytes: readFileSync(new URL(`assets/${name}`, import.meta.url)) },
    ]),
  )
  return (name) => {
    const file = files.get(name)
    return (
      file &&
      new Response(file.bytes, {
        headers: {
          'content-type': file.type,
          'cache-control': `public, max-age=${MAX_AGE_S}`,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        },
      })
    )
  }
}
