/** One request of a scenario, by a program with a key or by a person with a browser. */
import type { Bed } from './bed.ts'

export interface Ask {
  path: string
  /** Whose key the request has. */
  as?: 'star' | 'reader' | 'newcomer' | 'client'
  body?: Record<string, unknown>
  /** An uploaded picture. */
  file?: Buffer
  accept?: string
  /** Whose browser asks. */
  in?: 'star' | 'reader' | 'leaver' | 'newcomer' | 'guest'
  /** The form that the browser sends. */
  fields?: Record<string, string>
  /** The page with the form. Without it, any that is quick to make does. */
  page?: string
  /** Nobody is let in, after the same look-ups by key as for a secret that exists. */
  isRefused?: true
}

export type Requests = Record<string, (bed: Bed) => Ask>

const REFUSED = [401, 403, 422]
const DOORS = /^\/auth\/(sign-in|confirm)\b/

/** @throws Error if the server failed, or let nobody in where the scenario is about what comes after that */
export async function send(bed: Bed, route: string, ask: Ask): Promise<void> {
  const answer = await (ask.in ? browse(bed, ask) : call(bed, route, ask))
  await answer.arrayBuffer()
  const isRefused = REFUSED.includes(answer.status) || DOORS.test(answer.headers.get('location') ?? '')
  if (answer.status >= 500 || (isRefused && !ask.isRefused))
    throw new Error(`${route} was answered with ${answer.status}`)
}

function browse(bed: Bed, { path, in: whose = 'guest', fields, page: own }: Ask): Promise<Response> {
  const { browser } = bed[whose]
  const quick = whose === 'guest' || whose === 'newcomer' ? '/auth/reset' : '/settings/posting'
  return fields ? browser.submit(path, fields, { page: own ?? quick }) : browser.get(path)
}

async function call(
  bed: Bed,
  route: string,
  { path, as, body, file, accept = 'application/json' }: Ask,
): Promise<Response> {
  const { server } = bed
  const headers = {
    accept,
    ...(as && { authorization: `Bearer ${bed[as].key}` }),
    ...(body && { 'content-type': 'application/json' }),
  }
  const [method = 'GET'] = route.split(' ')
  const sent = file ? formWith(file) : body && JSON.stringify(body)
  const init = { method, headers, ...(sent && { body: sent }) }
  return server.fetch(new Request(`${server.app.uris.origin}${path}`, init), {})
}

function formWith(file: Buffer): FormData {
  const form = new FormData()
  form.set('file', new Blob([Uint8Array.from(file)]), 'a.png')
  return form
}
