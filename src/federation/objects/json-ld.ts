/** The JSON that goes out: exactly the compact terms that everybody reads without processing JSON-LD (Akkoma, Lemmy). */
import { ACTOR_CONTEXT as ACTOR_TERMS, AS } from '../../activitypub/vocabulary.ts'

export type JsonObject = { [key: string]: unknown }

/** What an actor's terms mean, and those of what its software can do (FEP-844e). */
export const ACTOR_CONTEXT = [
  ...ACTOR_TERMS,
  { implements: { '@id': 'https://w3id.org/fep/844e#implements', '@type': '@id', '@container': '@list' } },
]

/** An instant as peers write it: UTC, whole seconds, since versions are compared in seconds (C4, C7). */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** A document or activity with its context in front. */
export function withContext(object: JsonObject, context: unknown = AS): JsonObject {
  return { '@context': context, ...object }
}
