import type { Status } from '../../db/tables/statuses.ts'
import { xsdDateTime } from './json-ld.ts'

/**
 * The `published` of a post or boost of ours, the same wherever it is written (C3). In milliseconds, so that posts of
 * one second keep their order on other servers.
 */
export function publishedOf({ created_at, published_in_ms }: Status): string {
  return published_in_ms ? new Date(created_at).toISOString() : xsdDateTime(created_at)
}
