import type { Format } from '../core/feeds/addresses.ts'
import { writeAtom } from './atom.ts'
import type { FeedDocument } from './document.ts'
import { writeJsonFeed } from './json-feed.ts'
import { writeRss } from './rss.ts'

const WRITERS: Record<Format, (document: FeedDocument) => string> = {
  atom: writeAtom,
  rss: writeRss,
  json: writeJsonFeed,
}

export function writeFeed(document: FeedDocument, format: Format): string {
  return WRITERS[format](document)
}
