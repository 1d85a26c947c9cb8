import type { App } from '../core/app.ts'
import type { User } from '../db/tables/users.ts'
import type { Id } from '../lib/ids.ts'

type Recipient = Pick<User, 'id' | 'email' | 'unconfirmed_email' | 'email_confirmed_at'> & { username: string }

function recipients({ db }: Pick<App, 'db'>) {
  return db
    .selectFrom('users as u')
    .innerJoin('accounts as a', 'a.id', 'u.account_id')
    .select(['u.id', 'u.email', 'u.unconfirmed_email', 'u.email_confirmed_at', 'a.username'])
}

export async function recipient(app: Pick<App, 'db'>, userId: Id): Promise<Recipient | undefined> {
  return await recipients(app).where('u.id', '=', userId).executeTakeFirst()
}

/** Who has confirmed an address. @param email in its key form */
export async function ownerOfAddress(app: Pick<App, 'db'>, email: string): Promise<Recipient | undefined> {
  return await recipients(app).where('u.email_key', '=', email).executeTakeFirst()
}
