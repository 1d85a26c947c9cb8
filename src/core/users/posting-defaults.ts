import type { User } from '../../db/tables/users.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import { isLanguageTag } from '../../lib/language-tag.ts'
import type { App } from '../app.ts'
import { InvalidFields } from '../errors.ts'
import { forgetLogins } from '../tokens/forget-logins.ts'

interface PostingDefaults {
  privacy?: Visibility
  sensitive?: boolean
  /** Empty for none. */
  language?: string
}

/** Changes a user's default options for new posts. @throws Invalid for an invalid language tag */
export async function changePostingDefaults(
  app: App,
  user: User,
  { privacy, sensitive, language }: PostingDefaults,
): Promise<User> {
  if (language && !isLanguageTag(language)) throw new InvalidFields({ language: [['language-code']] })
  return app.transaction(async (tx) => {
    forgetLogins(tx, user.id)
    return tx.db
      .updateTable('users')
      .set({
        default_visibility: privacy ?? user.default_visibility,
        default_sensitive: sensitive ?? user.default_sensitive,
        default_language: language === undefined ? user.default_language : language || null,
      })
      .where('id', '=', user.id)
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}
