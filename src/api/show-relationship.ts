import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import { loadRelationships } from '../core/relationships/view.ts'
import type { Account } from '../db/tables/accounts.ts'
import type { Id } from '../lib/ids.ts'
import { type RelationshipEntity, renderRelationship } from './entities/relationship.ts'

/** The viewer's relationship to an account: the response of every action between two accounts. */
export async function showRelationship(app: App, viewer: Account, targetId: Id): Promise<RelationshipEntity> {
  const [view] = await loadRelationships(app, viewer, [targetId])
  if (!view) throw new NotFound()
  return renderRelationship(view)
}
