/** Outgoing JSON uses exactly the compact terms, which Akkoma and Lemmy read without processing JSON-LD. */
import type { JsonObject } from '../../activitypub/read.ts'
import { AS } from '../../activitypub/vocabulary.ts'

/** A time in UTC and whole seconds, because versions are compared in seconds (C4, C7). */
export function xsdDateTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** A document or activity with its `@context` first. */
export function withContext(object: JsonObject, context: unknown = AS): JsonObject {
  return { '@context': context, ...object }
}

/** The lists that have entries. `to` and `cc` are always there, because Akkoma requires them, but no other empty list is. */
export function nonEmptyLists(lists: Readonly<Record<string, readonly unknown[]>>): JsonObject {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
}
