/** Checks the signature of a delivery as Lemmy does: only the form of draft-cavage, with the key of the activity's actor. */
import { createHash, verify } from 'node:crypto'
import { DAY } from '../../../src/lib/durations.ts'
import { type Refusal, refuse } from './refusal.ts'

const MAX_AGE_MS = DAY
const COVERED = ['(request-target)', 'date', 'digest', 'host']
const PART = /(\w+)="([^"]*)"/g

/**
 * @param now Unix milliseconds
 * @throws Refusal
 */
export function checkSignature(request: Request, body: string, publicPem: string, now: number): void {
  const { headers } = request
  const digest = createHash('sha256').update(body).digest('base64')
  if (headers.get('digest') !== `SHA-256=${digest}`) throw refuse('Incoming activity has invalid digest for body')
  const { headers: list = '', signature = '' } = partsOf(headers.get('signature') ?? '')
  const names = list.split(' ')
  const isCovered = COVERED.every((name) => names.includes(name))
  const age = Math.abs(now - Date.parse(headers.get('date') ?? ''))
  if (!isCovered || !(age < MAX_AGE_MS)) throw invalid()
  const text = names.map((name) => `${name}: ${headerOf(request, name)}`).join('\n')
  if (!verify('sha256', Buffer.from(text), publicPem, Buffer.from(signature, 'base64'))) throw invalid()
}

function invalid(): Refusal {
  return refuse('Incoming activity has invalid signature')
}

function partsOf(header: string): Record<string, string> {
  return Object.fromEntries([...header.matchAll(PART)].map(([, name, value]) => [name, value]))
}

function headerOf({ method, url, headers }: Request, name: string): string {
  const { pathname, search } = new URL(url)
  return name === '(request-target)' ? `${method.toLowerCase()} ${pathname}${search}` : (headers.get(name) ?? '')
}
