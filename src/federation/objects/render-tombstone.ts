import type { JsonObject } from '../../activitypub/read.ts'
import { xsdDateTime } from './json-ld.ts'

/** The Tombstone of a deleted object (E-51). */
export function renderTombstone(id: string, formerType?: string | null, deletedAt?: number): JsonObject {
  return {
    id,
    type: 'Tombstone',
    ...(formerType && { formerType }),
    ...(deletedAt !== undefined && { deleted: xsdDateTime(deletedAt) }),
  }
}
