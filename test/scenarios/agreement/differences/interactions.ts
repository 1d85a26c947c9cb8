/** Likes and boosts: whoever has made one is known to the post's author, and boosts to those who follow the booster. */
import { areAtPeace, isOpen, type Neighbours, servesFollower, type WrittenPost } from '../neighbours.ts'
import { actorsAt, copyAt } from '../rows.ts'

export async function differentInteractions(scene: Neighbours): Promise<string[]> {
  const found: string[] = []
  for (const post of scene.posts)
    if (await copyAt(post.author.server, post.uri))
      for (const kind of ['like', 'boost'] as const) found.push(...(await ofPost(scene, post, kind)))
  return found
}

async function ofPost(scene: Neighbours, post: WrittenPost, kind: 'like' | 'boost'): Promise<string[]> {
  const { uri, author, texts } = post
  const found: string[] = []
  for (const actor of scene.people) {
    const isMade = (await actorsAt(actor.server, kind, uri)).includes(actor.uri)
    const followed = scene.servers.filter((server) => kind === 'boost' && servesFollower(scene, server, actor))
    for (const server of new Set([author.server, ...followed])) {
      const isKnown = (await actorsAt(server, kind, uri)).includes(actor.uri)
      // What somebody does who may not see the post has no effect at its origin.
      const isMissing = isMade && !isKnown && isOpen(post) && areAtPeace(scene, actor, author)
      const what = `${kind} of ${texts.at(-1)} by ${actor.handle} at ${server.host}`
      if (isMissing || (isKnown && !isMade)) found.push(`${what}: ${isMissing ? 'missing' : 'undone'}`)
    }
  }
  return found
}
