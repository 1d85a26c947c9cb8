/** Follows and blocks, which both servers of a pair know. */
import type { Person } from '../../../world/person.ts'
import type { Neighbours } from '../neighbours.ts'
import { relationshipOf } from '../rows.ts'

export async function differentRelationships({ people }: Neighbours): Promise<string[]> {
  const found: string[] = []
  for (const one of people) for (const other of people) if (one !== other) found.push(...(await between(one, other)))
  return found
}

async function between(one: Person, other: Person): Promise<string[]> {
  const [here, there] = [await relationshipOf(one, other), await relationshipOf(other, one)]
  const wrong = {
    'follows on one side': here.following !== there.followed_by,
    'still requests to follow': here.requested,
    'blocks on one side': here.blocking !== there.blocked_by,
    'follows in spite of a block': here.following && (here.blocking || here.blocked_by),
  }
  return Object.entries(wrong).flatMap(([what, isWrong]) => (isWrong ? `${one.handle} ${what}: ${other.handle}` : []))
}
