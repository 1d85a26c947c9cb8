import type { Json } from '../../world/peer.ts'
import type { Facts } from './facts.ts'

/** What changed: new facts, null for those that are gone, and of changed objects the changed fields. */
export function differences(before: Facts, after: Facts): Json {
  const changes: Json = {}
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const change = difference(before.get(key), after.get(key))
    if (change !== undefined) changes[key] = change
  }
  return changes
}

function difference(before: unknown, after: unknown): unknown {
  if (JSON.stringify(before ?? []) === JSON.stringify(after ?? [])) return undefined
  if (!isRecord(before) || !isRecord(after)) return after ?? null
  const changed = differences(new Map(Object.entries(before)), new Map(Object.entries(after)))
  for (const count of COUNTS) delete changed[count]
  return Object.keys(changed).length === 0 ? undefined : changed
}

/** Every post changes these of its author, and a post that is only looked up does not. */
const COUNTS = ['followers_count', 'following_count', 'statuses_count', 'last_status_at']

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
