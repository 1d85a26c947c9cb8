import { loadRelationships, type RelationshipView } from '../../../core/relationships/view.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Visit } from '../../visit/visit.ts'

/** What connects the member to an account; undefined for visitors. */
export async function relationshipTo({ app, visitor }: Visit, account: Account): Promise<RelationshipView | undefined> {
  const [relationship] = visitor ? await loadRelationships(app, visitor.account, [account.id]) : []
  return relationship
}
