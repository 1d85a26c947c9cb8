import { z } from 'zod'
import { AccountEntity } from './account.ts'
import { StatusEntity } from './status.ts'
import { TagEntity } from './tag.ts'

export const SearchResultsEntity = z.strictObject({
  accounts: z.array(AccountEntity),
  statuses: z.array(StatusEntity),
  hashtags: z.array(TagEntity),
})
export type SearchResultsEntity = z.infer<typeof SearchResultsEntity>

/** The format of `/api/v1/search`, in which hashtags are plain names. */
export const SearchResultsV1Entity = z.strictObject({ ...SearchResultsEntity.shape, hashtags: z.array(z.string()) })
