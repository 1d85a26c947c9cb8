import { z } from 'zod'
import { Account } from './account.ts'
import { Status } from './status.ts'
import { Tag } from './tag.ts'

export const SearchResults = z.strictObject({
  accounts: z.array(Account),
  statuses: z.array(Status),
  hashtags: z.array(Tag),
})
export type SearchResults = z.infer<typeof SearchResults>

/** As `/api/v1/search` had it: hashtags are only names. */
export const SearchResultsV1 = z.strictObject({ ...SearchResults.shape, hashtags: z.array(z.string()) })
