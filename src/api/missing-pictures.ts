/** What clients show of somebody without a picture. */
import { Hono } from 'hono'
import { DAY, SECOND } from '../lib/durations.ts'
import { MISSING_AVATAR, MISSING_HEADER } from './entities/account.ts'
import { flatPng } from './http/flat-png.ts'

const LAGOON = [0x2a, 0x6f, 0x86] as const
const AVATAR_SIZE = 400
const HEADER_SIZE = { width: 1500, height: 500 }
const MAX_AGE_S = DAY / SECOND

export function missingPictures(): Hono {
  const avatar = flatPng(AVATAR_SIZE, AVATAR_SIZE, LAGOON)
  const header = flatPng(HEADER_SIZE.width, HEADER_SIZE.height, LAGOON)
  return new Hono().get(MISSING_AVATAR, () => picture(avatar)).get(MISSING_HEADER, () => picture(header))
}

function picture(png: Buffer): Response {
  return new Response(new Uint8Array(png), {
    headers: {
      'Content-Type': 'image/png',
      'Cache-Control': `public, max-age=${MAX_AGE_S}`,
      'Access-Control-Allow-Origin': '*',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
