/** API calls to a process that may be down at the moment. */
import type { DemoServer } from '../../tools/demo/demo-server.ts'
import { untilAnswered } from './until-answered.ts'

const PAGE = 40

export interface SeenStatus {
  id: string
  uri: string
  content: string
  favourites_count: number
  reblogs_count: number
  reblog: SeenStatus | null
}

/** Posts until it is answered 200. The idempotency key ensures that a lost answer does not lead to a second post. */
export function postSurely(server: DemoServer, status: string): Promise<SeenStatus> {
  const key = { 'idempotency-key': status }
  return untilAnswered(status, () => server.api<SeenStatus>('POST', '/v1/statuses', { status }, key))
}

/** Every page of a list, newest first. */
export async function everyPage<T extends { id: string }>(server: DemoServer, path: string): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const last = all.at(-1)
    const page = await server.api<T[]>('GET', `${path}?limit=${PAGE}${last ? `&max_id=${last.id}` : ''}`)
    if (page.length === 0) return all
    all.push(...page)
  }
}

/** The text of a status without markup. */
export function wordsOf({ content }: { content: string }): string {
  return content.replace(/<[^>]+>/g, '')
}
