import { startSession } from '../../core/sessions/start.ts'
import type { User } from '../../db/tables/users.ts'
import { keepSession, type Visit } from './visit.ts'

/** Signs a user in, in this browser. */
export async function signInHere(visit: Visit, user: User): Promise<void> {
  const { app, request, caller } = visit
  const place = { device: request.header('user-agent') ?? '', address: caller.address }
  const { secret } = await startSession(app, user, place)
  keepSession(visit, secret)
}
