/** Copies of posts: texts, audiences, parents, and that those who follow the author have them. */
import { textOf } from '../../../world/person.ts'
import type { TestServer } from '../../../world/test-server.ts'
import { areAtPeace, isOpen, type Neighbours, servesFollower, type WrittenPost } from '../neighbours.ts'
import { copyAt } from '../rows.ts'

export async function differentCopies(scene: Neighbours): Promise<string[]> {
  const found: string[] = []
  for (const post of scene.posts)
    for (const server of scene.servers) {
      const wrong = (await isTold(scene, server, post)) ? await compare(post, server) : undefined
      if (wrong) found.push(`${post.texts.at(-1)} of ${post.author.handle} at ${server.host}: ${wrong}`)
    }
  return found
}

/** Whether the author's server sends each change of the post to this server: a follower or the parent's author is there. */
async function isTold(scene: Neighbours, server: TestServer, post: WrittenPost): Promise<boolean> {
  const { author, parent, visibility } = post
  if (server === author.server || visibility === 'direct') return false
  const isAnswer = parent?.author.server === server && isOpen(post) && areAtPeace(scene, parent.author, author)
  if (isAnswer && (await copyAt(server, parent.uri))) return true
  return !parent && servesFollower(scene, server, author)
}

async function compare({ uri, author, texts, parent }: WrittenPost, server: TestServer): Promise<string | undefined> {
  const [origin, copy] = [await copyAt(author.server, uri), await copyAt(server, uri)]
  if (!origin || !copy) return origin ? 'missing' : copy && 'deleted at its origin'
  if (textOf(copy) !== texts.at(-1)) return `says ${copy.content}`
  if (copy.visibility !== origin.visibility) return `is ${copy.visibility}, not ${origin.visibility}`
  const above = parent && (await copyAt(server, parent.uri))
  return above && copy.in_reply_to_id !== above.id ? 'is detached from its parent' : undefined
}
