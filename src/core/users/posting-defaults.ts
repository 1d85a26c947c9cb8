import type { User } from '../../db/tables/users.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import { isLanguageTag } from '../../lib/language-tag.ts'
import type { Problems } from '../../messages/en/fields.ts'
import type { App } from '../app.ts'
import { forgetLogins } from '../tokens/forget-logins.ts'
import { refuseProblems } from './validate.ts'

interface PostingDefaults {
  privacy?: Visibility
  sensitive?: boolean
  /** Empty for none. */
  language?: string
}

export function problemsWithDefaults({ language }: Pick<PostingDefaults, 'language'>): Problems {
  return language && !isLanguageTag(language) ? { language: [['language-code']] } : {}
}

/** Changes a user's default options for new posts. @throws Invalid for an invalid language tag */
export async function changePostingDefaults(
  app: App,
  user: User,
  { privacy, sensitive, language }: PostingDefaults,
): Promise<User> {
  refuseProblems(problemsWithDefaults({ language }))
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
