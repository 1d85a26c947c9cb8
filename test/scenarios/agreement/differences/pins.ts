/** Open posts that a person has pinned, as the servers of followers show them. */
import { type Neighbours, servesFollower } from '../neighbours.ts'
import { pinsAt } from '../rows.ts'

export async function differentPins(scene: Neighbours): Promise<string[]> {
  const found: string[] = []
  for (const person of scene.people)
    for (const server of scene.servers) {
      if (!servesFollower(scene, server, person)) continue
      const [own, copies] = [await pinsAt(person.server, person), await pinsAt(server, person)]
      if (own.sort().join() !== copies.sort().join())
        found.push(`pins of ${person.handle} at ${server.host}: ${copies}, not ${own}`)
    }
  return found
}
