/**
 * Compares the forms of our endpoints with the parameters that Mastodon documents for them. Whatever changes something
 * that is written is honoured or refused.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { Endpoint } from '../../src/api/http/endpoint.ts'
import { endpoints } from '../../src/api/index.ts'
import documented from './mastodon-parameters.json' with { type: 'json' }

/** What is ignored on purpose: none of it changes what is written. */
const IGNORED: Record<string, Record<string, string>> = {
  'GET /api/v1/notifications': {
    include_filtered: 'nothing is filtered, so there is nothing to leave out',
    supported_types: 'there are only types that every client knows',
  },
  'GET /api/v1/notifications/:id': { supported_types: 'there are only types that every client knows' },
  'GET /api/v1/accounts/relationships': {
    with_suspended: 'relationships with suspended accounts are always told, because they can be ended',
  },
  'GET /api/v2/search': {
    account_id: 'a post is found by its address alone, which names one author',
    exclude_unreviewed: 'hashtags are not reviewed here',
    max_id: 'results are sorted by how well they match, and paged by offset',
    min_id: 'results are sorted by how well they match, and paged by offset',
  },
  'POST /api/v1/accounts': { locale: 'letters are written in English only' },
}

const CREDENTIALS = ['client_id', 'client_secret']
const CURSORS = ['max_id', 'min_id', 'since_id']

/** The names in a form: `source`, `source.privacy`. */
function namesIn(schema: z.core.$ZodType, above = ''): string[] {
  if (schema instanceof z.ZodOptional) return namesIn(schema.unwrap(), above)
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out].flatMap((part) => namesIn(part, above))
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => namesIn(option, above))
  if (schema instanceof z.ZodArray) return namesIn(schema.element, above)
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const path = above === '' ? name : `${above}.${name}`
    return [path, ...namesIn(field as z.core.$ZodType, path)]
  })
}

/** What a request may contain. A list has cursors, and an endpoint for apps takes their credentials in the body. */
function readBy({ form, files = {}, answer, scope }: Endpoint): Set<string> {
  const list = answer instanceof z.ZodArray ? CURSORS : []
  return new Set([
    ...(form ? namesIn(form) : []),
    ...Object.keys(files),
    'limit',
    ...list,
    ...(scope === 'client' ? CREDENTIALS : []),
  ])
}

/** A part of an object that is read, or refused, as a whole is covered by it: `poll.options` by `poll`. */
function isCovered(names: ReadonlySet<string>, name: string): boolean {
  if (names.has(name)) return true
  const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')))
  return parent !== '' && names.has(parent) && ![...names].some((other) => other.startsWith(`${parent}.`))
}

const inBraces = (path: string) => path.replace(/:\w+/g, '{}')
const byRoute = new Map<string, readonly string[]>(
  Object.entries(documented).map(([route, names]) => [route.replace(/\{\w+\}/g, '{}'), names]),
)

test('each documented parameter of a route that exists is read, or ignored for a reason', () => {
  let compared = 0
  for (const endpoint of endpoints) {
    const { method, path } = endpoint
    const names = byRoute.get(`${method} ${inBraces(path)}`)
    if (!names) continue
    const ignored = IGNORED[`${method} ${path}`] ?? {}
    const read = readBy(endpoint)
    const missing = names.filter((name) => !isCovered(read, name) && !Object.hasOwn(ignored, name))
    assert.deepEqual(missing, [], `${method} ${path}`)
    compared += names.length
  }
  assert(compared > 150, `${compared}`)
})

test('nothing is ignored that is read or that is not documented', () => {
  for (const [route, names] of Object.entries(IGNORED)) {
    const [method, path = ''] = route.split(' ')
    const endpoint = endpoints.find((one) => one.method === method && one.path === path)
    assert(endpoint, route)
    for (const name of Object.keys(names)) {
      assert(byRoute.get(`${method} ${inBraces(path)}`)?.includes(name), `${route} ${name} is not documented`)
      assert(!isCovered(readBy(endpoint), name), `${route} ${name} is read`)
    }
  }
})
