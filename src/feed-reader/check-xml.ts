import { Declined } from '../core/errors.ts'
import { MAX_DEPTH, MAX_ELEMENTS } from './limits.ts'
import { startTags } from './start-tags.ts'

/**
 * Looks over an XML document before a parser gets it: nothing that defines entities, and bounded elements and depth
 * (R-104).
 * @throws Declined
 */
export function checkXml(text: string): void {
  let elements = 0
  for (const { depth } of startTags(text))
    if (++elements > MAX_ELEMENTS || depth > MAX_DEPTH) throw new Declined('feed-too-complex')
}
