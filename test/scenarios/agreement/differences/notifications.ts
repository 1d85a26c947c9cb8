/** Each person is notified once of what is so, and no longer of what is not. */
import type { Person } from '../../../world/person.ts'
import { areAtPeace, type Neighbours } from '../neighbours.ts'
import { actorsAt, copyAt, relationshipOf } from '../rows.ts'

const MOST = 80

export async function wrongNotifications(scene: Neighbours): Promise<string[]> {
  const found: string[] = []
  for (const person of scene.people) {
    const there = await notificationsOf(scene, person)
    const expected = await expectedBy(scene, person)
    const twice = there.filter((one, at) => there.indexOf(one) !== at)
    const missing = expected.sure.filter((one) => !there.includes(one))
    const stale = there.filter((one) => !expected.possible.includes(one))
    for (const [what, list] of Object.entries({ twice, missing, stale }))
      for (const one of list) found.push(`${person.handle}, notified ${what}: ${one}`)
  }
  return found
}

/** Follows, favourites and boosts as `type handle post`. */
async function notificationsOf({ people }: Neighbours, person: Person): Promise<string[]> {
  const list = await person.notifications(`?limit=${MOST}&types[]=follow&types[]=favourite&types[]=reblog`)
  return list.map(({ type, account, status }) => {
    const from = people.find(({ uri }) => uri === account.uri)
    return `${type} ${from?.handle} ${status?.uri ?? ''}`
  })
}

async function expectedBy(scene: Neighbours, person: Person) {
  const sure: string[] = []
  const possible: string[] = []
  for (const other of scene.people.filter((one) => one !== person)) {
    const follows = (await relationshipOf(person, other)).followed_by ? [`follow ${other.handle} `] : []
    const done = [...follows, ...(await interactionsOf(scene, other, person))]
    possible.push(...done)
    // A block deletes earlier notifications.
    if (areAtPeace(scene, person, other)) sure.push(...done)
  }
  return { sure, possible }
}

async function interactionsOf(scene: Neighbours, actor: Person, author: Person): Promise<string[]> {
  const found: string[] = []
  for (const post of scene.posts.filter((one) => one.author === author))
    if (await copyAt(author.server, post.uri))
      for (const [kind, type] of [
        ['like', 'favourite'],
        ['boost', 'reblog'],
      ] as const)
        if ((await actorsAt(author.server, kind, post.uri)).includes(actor.uri))
          found.push(`${type} ${actor.handle} ${post.uri}`)
  return found
}
