import type { App } from '../../core/app.ts'
import type { Budget } from '../fetch/budget.ts'
import { fetchCommunity } from './community.ts'
import type { NoteDraft, RemoteDraft } from './draft.ts'
import { fetchMentions } from './mentions.ts'

/** Fetches the accounts that a draft names and that are unknown here: those it mentions, and its community. */
export async function completeDraft(
  app: App,
  { draft, mentioned, belonging }: NoteDraft,
  budget: Budget,
): Promise<RemoteDraft> {
  await fetchMentions(app, mentioned, budget)
  return { ...draft, community_id: await fetchCommunity(app, belonging, budget) }
}
