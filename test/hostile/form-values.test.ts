/** Every field of every form of the API gets values of every JSON type, as JSON, in the query, and as multipart. */
import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Endpoint } from '../../src/api/http/endpoint.ts'
import { endpoints } from '../../src/api/index.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { SCOPES } from '../../src/core/tokens/scopes.ts'
import { createUser } from '../../src/core/users/create.ts'
import { hostile, type Scene } from './scene.ts'

/** As JSON is written, because some of them cannot be written from a value: `-0`, `1e400`, an own `__proto__`. */
const VALUES = [
  'null', 'true', 'false', '0', '-0', '-1', '0.5', '1e21', '1e400', '-1e400', '9007199254740993', '9'.repeat(400),
  '""', '" "', '"0x10"', '"1e3"', '"Infinity"', '"NaN"', '"toString"', '"__proto__"', '"constructor"', `"${'x'.repeat(300_000)}"`, `"${'9'.repeat(400)}"`,
  '[]', '[[]]', '[[[[["x"]]]]]', '[null]', '[{"toString":1}]', '[[{"valueOf":1}],-0,1e400]', `[${'"x",'.repeat(2000)}1]`,
  '{}', '{"toString":1}', '{"valueOf":1}', '{"toString":null,"valueOf":null}', '{"toJSON":1}', '{"then":1}', '{"constructor":1}', '{"length":-1}', '{"length":1e9,"0":"x"}', '{"size":1}',
  '{"__proto__":1}', '{"__proto__":{"toString":1}}', '{"__proto__":null}', '{"constructor":{"prototype":{"x":1}}}', '{"Symbol.toPrimitive":1}', '{"Symbol(Symbol.toPrimitive)":1}', '{"@@iterator":1}', '{"0":{"toString":1}}', '{"":{"":1}}',
] // biome-ignore format: a list of crumbs
/** What follows a field's name in a query or a form, and the text there. */
const NESTED = ['[]', '[toString]', '[valueOf]', '[__proto__]', '[__proto__][toString]', '[constructor][prototype]', '[0]', '[0][name]', '[length]', '[][]', '[', ']'] // biome-ignore format: a list
const TEXTS = ['', '-0', '1e400', '0x10', 'NaN', 'toString', '__proto__', '[object Object]', 'null', '{"toString":1}']
const FIELDS = [...NESTED.map((suffix) => [suffix, '1'] as const), ...TEXTS.map((text) => ['', text] as const)]

/** The fields of a form, and of the objects and lists in it: `source`, `source.privacy`, `fields_attributes.0.name`. */
function pathsOf(schema: z.core.$ZodType, above: string[] = []): string[][] {
  if (schema instanceof z.ZodOptional) return pathsOf(schema.unwrap(), above)
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out].flatMap((part) => pathsOf(part, above))
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => pathsOf(option, above))
  if (schema instanceof z.ZodArray) return pathsOf(schema.element, [...above, '0'])
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const path = [...above, name]
    return [path, ...pathsOf(field as z.core.$ZodType, path)]
  })
}

const PAGE = ['limit', 'max_id', 'since_id', 'min_id'].map((name) => [name])
/** What makes the other fields valid, so that a request gets as far as the value that is tried. */
const USUAL = { status: 'words', name: 'key', uri: '@ana', q: 'x', acct: 'ana' }
const MB = 1_048_576

const jsonAt = (path: string[], value: string): string =>
  path.reduceRight((inner, name) => (name === '0' ? `[${inner}]` : `{${JSON.stringify(name)}:${inner}}`), value)
const isWriting = ({ method }: Endpoint) => method !== 'GET' && method !== 'DELETE'
const nameOf = ([first, ...rest]: string[]) => [first, ...rest.map((name) => `[${name}]`)].join('')

interface Attempt {
  query?: URLSearchParams
  init?: RequestInit
}

/** The bodies and queries that put a hostile value at the path. */
function* attempts(endpoint: Endpoint, path: string[]): Generator<Attempt> {
  const usual = Object.entries(USUAL).filter(([name]) => name !== path[0])
  for (const [suffix, text] of FIELDS) {
    const pairs: [string, string][] = [...usual, [nameOf(path) + suffix, text]]
    yield { query: new URLSearchParams(pairs) }
    if (!isWriting(endpoint)) continue
    const body = new FormData()
    for (const [name, value] of pairs) body.append(name, value)
    yield { init: { body } }
  }
  if (!isWriting(endpoint)) return
  const file = new FormData()
  file.append(nameOf(path), new Blob(['x'.repeat(MB / 2)]), 'toString')
  yield { init: { body: file } }
  for (const value of VALUES) {
    const body = JSON.stringify(Object.fromEntries(usual)).replace(/}$/, `${usual.length ? ',' : ''}`)
    const headers = { 'content-type': 'application/json' }
    yield { init: { body: body + jsonAt(path, value).slice(1), headers } }
  }
}

/** Asserts that the answer is a refusal, or what the endpoint promises. */
async function check({ lagoon }: Scene, endpoint: Endpoint, path: string, init: RequestInit): Promise<number> {
  const answer = await lagoon.answer(new Request(lagoon.origin + path, { method: endpoint.method, ...init }))
  const text = await answer.text()
  const about = `${endpoint.method} ${path.slice(0, 200)} ${String(init.body).slice(0, 300)} → ${answer.status} ${text.slice(0, 200)}`
  assert(answer.status === 200 || (answer.status >= 400 && answer.status < 500), about)
  assert.notEqual(answer.status, 429, about)
  if (answer.status === 200) assert(endpoint.answer.safeParse(JSON.parse(text)).success, about)
  return answer.status
}

hostile('no field of a form fails on a value of any JSON type (R-54)', async (scene) => {
  const { app } = scene.lagoon
  const { user } = await createUser(app, { username: 'queen', password: 'long enough 1', role: 'owner' })
  const { key } = await createToken(app, user, { name: 'types', scopes: [...SCOPES] })
  const authorization = { authorization: `Bearer ${key}` }
  const own = (await scene.ana.post('hello')).id
  const seen = new Map<number, number>()
  for (const endpoint of endpoints) {
    const files = Object.keys(endpoint.files ?? {}).map((name) => [name])
    const paths = [...(endpoint.form ? pathsOf(endpoint.form) : []), ...files, ...(endpoint.page ? PAGE : [])]
    const real = endpoint.path.replaceAll(/:\w+/g, endpoint.path.includes('accounts') ? scene.ana.id : own)
    for (const path of paths) {
      const attempt = ({ query, init }: Attempt) => {
        const headers = { ...authorization, ...init?.headers }
        return check(scene, endpoint, query ? `${real}?${query}` : real, { ...init, headers })
      }
      // An account may not send many forms with files at once.
      const statuses = endpoint.files
        ? await Array.fromAsync(attempts(endpoint, path), attempt)
        : await Promise.all(attempts(endpoint, path).map(attempt))
      for (const status of statuses) seen.set(status, (seen.get(status) ?? 0) + 1)
    }
  }
  assert((seen.get(200) ?? 0) > 1000 && (seen.get(422) ?? 0) > 1000, `${JSON.stringify([...seen])}`)
})
