import type { App } from '../../core/app.ts'
import { isCommunity } from '../../core/policy/community.ts'
import type { Id } from '../../lib/ids.ts'
import type { Budget } from '../fetch/budget.ts'
import { fetchCommunity } from './community.ts'
import type { NoteDraft, RemoteDraft } from './draft.ts'
import { fetchMentions, type Mentions } from './mentions.ts'

/** Fetches the accounts that a draft names and that are unknown here: those it mentions, and its community. */
export async function completeDraft(
  app: App,
  { draft, mentioned, belonging }: NoteDraft,
  budget: Budget,
): Promise<RemoteDraft> {
  await fetchMentions(app, mentioned, budget)
  const community = (await fetchCommunity(app, belonging, budget)) ?? mentionedCommunity(draft, mentioned)
  return { ...draft, community_id: community }
}

/** A post that starts a thread in a community which was unknown here until now. */
function mentionedCommunity({ parent, in_reply_to_uri }: RemoteDraft, { mentions, addressed }: Mentions): Id | null {
  if (parent || in_reply_to_uri) return null
  const community = mentions.find(({ account }) => isCommunity(account) && addressed.has(account.uri))
  return community?.account.id ?? null
}
