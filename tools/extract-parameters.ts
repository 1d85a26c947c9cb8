/**
 * Extracts from Mastodon's OpenAPI description the names of the parameters of each route, in query and body:
 * `node tools/extract-parameters.ts OPENAPI.json` writes `test/contract/mastodon-parameters.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv, exit, stderr } from 'node:process'

const TARGET = new URL('../test/contract/mastodon-parameters.json', import.meta.url)
const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete'])

interface Schema {
  $ref?: string
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
}
interface Operation {
  parameters?: { $ref?: string; in: string; name: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}
interface Document {
  paths: Record<string, Record<string, Operation>>
}

function main(): void {
  const source = argv[2]
  if (source === undefined) {
    stderr.write('usage: node tools/extract-parameters.ts OPENAPI.json\n')
    exit(2)
  }
  const document = JSON.parse(readFileSync(source, 'utf8')) as Document
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, namesOf(document, operation)] as const),
  )
  writeFileSync(TARGET, `${JSON.stringify(Object.fromEntries(routes.toSorted()), null, 2)}\n`)
}

function namesOf(document: Document, { parameters = [], requestBody }: Operation): string[] {
  const query = parameters.map((one) => follow(document, one)).filter((one) => one.in === 'query')
  const bodies = Object.values(requestBody?.content ?? {})
  const fields = bodies.flatMap(({ schema }) => fieldsOf(document, schema, ''))
  return [...new Set([...query.map(({ name }) => name), ...fields])].sort()
}

/** `source.privacy` for fields of objects; lists add nothing to the name. */
function fieldsOf(document: Document, given: Schema, above: string): string[] {
  const schema = follow(document, given)
  const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf
  if (choices) return choices.flatMap((choice) => fieldsOf(document, choice, above))
  if (schema.items) return fieldsOf(document, schema.items, above)
  if (typeof schema.additionalProperties === 'object') return fieldsOf(document, schema.additionalProperties, above)
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const plain = name.replace(/\[\]$/, '')
    const path = above === '' ? plain : `${above}.${plain}`
    return [path, ...fieldsOf(document, inner, path)]
  })
}

function follow<T extends { $ref?: string }>(document: Document, value: T): T {
  if (value.$ref === undefined) return value
  let found: unknown = document
  for (const key of value.$ref.slice(2).split('/')) found = (found as Record<string, unknown>)[key]
  return follow(document, found as T)
}

main()
