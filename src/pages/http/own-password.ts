import { checkPassword } from '../../core/users/sign-in.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { requireVisitor, type Visit } from '../visit/visit.ts'
import { refusalOf } from './refusal.ts'

/**
 * Checks the password of the account in use. Attempts are counted like sign-ins.
 * @returns why it is not accepted; undefined if it is right
 */
export async function ownPasswordProblem(visit: Visit, password: string): Promise<string | undefined> {
  const login = requireVisitor(visit).account.username
  const attempt = { login, password, network: visit.caller.network }
  return checkPassword(visit.app, attempt).then(
    (known) => (known ? undefined : sentenceOf(['password-wrong'])),
    refusalOf,
  )
}
