/** Who can read which post, and whose home shows it. */
import type { Person } from '../../../world/person.ts'
import { areAtPeace, isOpen, isSteady, type Neighbours, type WrittenPost } from '../neighbours.ts'
import { copyAt, relationshipOf } from '../rows.ts'

export async function wrongReaders(scene: Neighbours): Promise<string[]> {
  const found: string[] = []
  for (const reader of scene.people) {
    const home = (await reader.home('?limit=40')).map((one) => one.reblog?.uri ?? one.uri)
    for (const post of scene.posts) {
      const wrong = post.author !== reader && (await check(scene, reader, post, home))
      if (wrong) found.push(`${post.texts.at(-1)} of ${post.author.handle} ${wrong} ${reader.handle}`)
    }
  }
  return found
}

async function check(
  scene: Neighbours,
  reader: Person,
  post: WrittenPost,
  home: readonly string[],
): Promise<string | false> {
  const copy = await copyAt(reader.server, post.uri)
  const origin = await copyAt(post.author.server, post.uri)
  if (!copy) return home.includes(post.uri) && 'is gone, but in the home of'
  const isSeen = (await reader.viewCode({ id: String(copy.id) })) === 200
  const isEntitled = await mayRead(reader, post)
  if (isSeen && !isEntitled) return 'is shown to'
  if (!isSeen && isEntitled && areAtPeace(scene, reader, post.author)) return 'is hidden from'
  const isExpected = origin && isSteady(scene, reader, post.author) && !post.parent && post.visibility !== 'direct'
  return Boolean(isExpected) && !home.includes(post.uri) && 'is missing in the home of'
}

async function mayRead(reader: Person, post: WrittenPost): Promise<boolean> {
  const { following, blocking, blocked_by } = await relationshipOf(reader, post.author)
  if (blocking || blocked_by) return false
  return isOpen(post) || post.addressed === reader || (post.visibility === 'private' && following)
}
