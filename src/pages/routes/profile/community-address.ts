/** `/!name@host`, as Lemmy writes the handles of communities. */
import { typedHandle } from '../../../core/accounts/acct.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { pagesAt } from '../../components/person.tsx'
import { movedTo } from '../../http/respond.tsx'
import type { Visit } from '../../visit/visit.ts'

export async function communityAddress(_: Visit, acct: string): Promise<Answer> {
  return movedTo(pagesAt(typedHandle(acct, true)), 302)
}
