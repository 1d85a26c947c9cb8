import type { JsonObject } from '../../activitypub/read.ts'
import { xsdDateTime } from './json-ld.ts'

/** What stands in the place of something deleted (E-51). */
export function renderTombstone(id: string, formerType?: string | null, deletedAt?: number): JsonObject {
  return {
    id,
    type: 'Tombstone',
    ...(formerType && { formerType }),
    ...(deletedAt !== undefined && { deleted: xsdDateTime(deletedAt) }),
  }
}
