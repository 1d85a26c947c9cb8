/** The JSON that goes out: exactly the compact terms that everybody reads without processing JSON-LD (Akkoma, Lemmy). */
import type { JsonObject } from '../../activitypub/read.ts'
import { AS } from '../../activitypub/vocabulary.ts'

/** An instant as peers write it: UTC, whole seconds, since versions are compared in seconds (C4, C7). */
export function xsdDateTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** A document or activity with its context in front. */
export function withContext(object: JsonObject, context: unknown = AS): JsonObject {
  return { '@context': context, ...object }
}
