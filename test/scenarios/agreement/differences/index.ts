/** What servers disagree about when all deliveries have been made, in sentences. Empty if they agree. */
import type { Neighbours } from '../neighbours.ts'
import { differentCopies } from './copies.ts'
import { differentInteractions } from './interactions.ts'
import { wrongNotifications } from './notifications.ts'
import { differentPins } from './pins.ts'
import { wrongReaders } from './readers.ts'
import { differentRelationships } from './relationships.ts'

const ASPECTS = [
  differentRelationships,
  differentCopies,
  differentInteractions,
  differentPins,
  wrongReaders,
  wrongNotifications,
]

export async function differences(scene: Neighbours): Promise<string[]> {
  const found: string[] = []
  for (const aspect of ASPECTS) found.push(...(await aspect(scene)))
  return found
}
