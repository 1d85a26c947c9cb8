/**
 * Extracts from Mastodon's OpenAPI description the shapes that our answers are compared with: names, types and what is
 * required, without descriptions. `node tools/extract-entities.ts OPENAPI.json` writes
 * `test/contract/mastodon-entities.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv, exit, stderr } from 'node:process'

/** The entities that our endpoints answer with. What they refer to is added. */
const WANTED = [
  'Account', 'Context', 'CredentialAccount', 'CustomEmoji', 'Error', 'Instance', 'Notification', 'Preferences', 'Profile',
  'Relationship', 'Rule', 'Search', 'Status', 'StatusEdit', 'StatusSource', 'Tag', 'Token', 'V1Instance',
] // biome-ignore format: a list of words
/** Parts of entities that Atoll never answers with, so that their shapes are not needed. */
const NEVER_ANSWERED = new Set(['AccountWarning', 'Collection', 'FeatureApproval', 'Filter', 'FilterResult', 'Poll',
  'PreviewCard', 'Quote', 'QuoteApproval', 'RelationshipSeveranceEvent', 'Report', 'ShallowQuote', 'NotificationFallback',
]) // biome-ignore format: a list of words
const KEPT = new Set(['type', 'required', 'items', 'oneOf', 'enum', 'format', '$ref'])
const TARGET = new URL('../test/contract/mastodon-entities.json', import.meta.url)
const REF = '#/components/schemas/'

type Json = Record<string, unknown>

function main(): void {
  const source = argv[2]
  if (source === undefined) {
    stderr.write('usage: node tools/extract-entities.ts OPENAPI.json\n')
    exit(2)
  }
  const { components } = JSON.parse(readFileSync(source, 'utf8')) as { components: { schemas: Record<string, Json> } }
  const found: Record<string, unknown> = {}
  const waiting = [...WANTED]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const schema = components.schemas[name]
    if (name in found || !schema || NEVER_ANSWERED.has(name)) continue
    found[name] = shapeOf(schema, (other) => waiting.push(other))
  }
  const sorted = Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(TARGET, `${JSON.stringify(sorted, null, 2)}\n`)
}

function shapeOf(schema: unknown, refer: (name: string) => void): unknown {
  if (Array.isArray(schema)) return schema.map((item) => shapeOf(item, refer))
  if (typeof schema !== 'object' || schema === null) return schema
  const shape: Json = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') {
      const properties = Object.entries(value as Json).map(([name, inner]) => [name, shapeOf(inner, refer)])
      shape.properties = Object.fromEntries(properties)
    } else if (key === '$ref') {
      const name = String(value).slice(REF.length)
      refer(name)
      shape.$ref = name
    } else if (KEPT.has(key)) shape[key] = shapeOf(value, refer)
  }
  return shape
}

main()
