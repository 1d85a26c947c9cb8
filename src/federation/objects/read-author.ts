/** Reads who wrote a post (A-06, case 32). */
import { asArray, hasType, isObject, type JsonObject, readId } from '../../activitypub/read.ts'
import { hostOf, sameOrigin } from '../../activitypub/uris.ts'
import { Declined } from '../../core/errors.ts'
import { NOTE_LIMITS } from './limits.ts'

/** A possible author: a stored account, or the actor of an activity. */
export interface KnownAuthor {
  uri: string
  /** The address of its page, by which some servers name it. */
  url?: string | null
}

/**
 * The author, who must be on the same origin as the post, and so must all others be that it names.
 * @param known the sender of the post, or the author of the stored copy: counts if the post names it among its authors,
 *   and if the post names nobody
 */
export function readAuthor(note: JsonObject, uri: string, known: KnownAuthor | undefined): string {
  const named = asArray(note.attributedTo, NOTE_LIMITS.authors)
  const ids = named.flatMap((one) => readId(one) ?? [])
  const authors = known ? ids.map((id) => (id === known.url ? known.uri : id)) : ids
  const author = named.length === 0 ? known?.uri : chosen(named, authors, known?.uri)
  if (author === undefined) throw new Declined('post-without-author')
  if (![author, ...authors].every((one) => sameOrigin(one, uri)))
    throw new Declined('post-author-on-other-host', { host: hostOf(uri) })
  return author
}

/** PeerTube names an account and a channel, as typed objects or as two bare ids. The account comes first. */
function chosen(named: readonly unknown[], authors: readonly string[], known: string | undefined): string | undefined {
  if (known !== undefined && authors.includes(known)) return known
  const people = named.filter((one) => isObject(one) && hasType(one, 'Person'))
  return (people.length === 1 ? readId(people[0]) : undefined) ?? authors[0]
}
