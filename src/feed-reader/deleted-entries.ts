/** Which entries a feed says were deleted: `at:deleted-entry` (RFC 6721) in XML, and `_deleted` in feeds of Atoll. */
import { z } from 'zod'
import { readTagAttributes } from '../lib/html/tag-attributes.ts'
import { MAX_DELETIONS } from './limits.ts'
import { startTags } from './start-tags.ts'

const NAMESPACE = 'http://purl.org/atompub/tombstones/1.0'
const TAG_NAME = /^<([^\s/>]+)/
const DELETED_ENTRY = /^(?:([^:]+):)?deleted-entry$/

const WITH_DELETED = z.object({ _deleted: z.array(z.unknown()) })
const DELETED_ITEM = z.object({ id: z.string().min(1) })

/** What is inside of `<feed>`, or of `<channel>`. Deeper down it may come from whoever wrote the text of an entry. */
type Depth = 2 | 3

/** The ids of the deleted entries of an XML feed, at most `MAX_DELETIONS`. @param text that `checkXml` has accepted */
export function deletedInXml(text: string, depth: Depth): string[] {
  if (!text.includes(NAMESPACE)) return []
  const found: string[] = []
  const namespaces: Attributes = {}
  for (const tag of startTags(text)) {
    if (found.length === MAX_DELETIONS) break
    if (tag.depth < depth) Object.assign(namespaces, attributesOf(tag.text))
    const [isDeletion, prefix] = DELETED_ENTRY.exec(nameOf(tag.text)) ?? []
    if (isDeletion === undefined || tag.depth !== depth) continue
    const attributes = attributesOf(tag.text)
    const namespace = { ...namespaces, ...attributes }[prefix === undefined ? 'xmlns' : `xmlns:${prefix.toLowerCase()}`]
    if (namespace === NAMESPACE && attributes.ref) found.push(attributes.ref)
  }
  return found
}

/** The same for a JSON feed. */
export function deletedInJson(json: unknown): string[] {
  const { data } = WITH_DELETED.safeParse(json)
  return (data?._deleted ?? []).slice(0, MAX_DELETIONS).flatMap((one) => DELETED_ITEM.safeParse(one).data?.id ?? [])
}

type Attributes = Record<string, string | undefined>

function attributesOf(tag: string): Attributes {
  return readTagAttributes(tag, nameOf(tag).toLowerCase(), 'xml')[0] ?? {}
}

function nameOf(tag: string): string {
  return TAG_NAME.exec(tag)?.[1] ?? ''
}
