import { parseJson } from '../lib/json.ts'
import type { JsonObject } from './read.ts'
import { addShortNames } from './terms.ts'

/** JSON-LD keywords that could make the graph of a document differ from what we read. */
const REFUSED_NAMES: ReadonlySet<string> = new Set(['@graph', '@included', '@reverse'])

/**
 * The JSON object of a document or activity from another server, with terms by their short names. `parseJson` limits its
 * values and depth.
 * @param body already limited in size
 * @throws JsonError
 */
export function parseDocument(body: Uint8Array | string): JsonObject {
  const limits = { maxBytes: Number.POSITIVE_INFINITY, object: true, refusedNames: REFUSED_NAMES }
  const document = parseJson(body, limits) as JsonObject
  addShortNames(document)
  return document
}
