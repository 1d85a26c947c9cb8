/** The one-time link that the first start prints. The user who opens it becomes the owner. */
import { hashToken, newToken, sameSecret } from '../../lib/crypto/tokens.ts'
import type { App, Tx } from '../app.ts'
import { Forbidden } from '../errors.ts'
import { checkSettings, storeSettings, writeSetting } from '../instance/settings.ts'
import { prepareUser, storeUser } from './create.ts'
import type { UserWithAccount } from './find.ts'
import { collect } from './validate.ts'

/** Stored among the settings, but administrators cannot read or change it. */
const SETUP_LINK = 'setup_link'

interface SetupForm {
  username: string
  email: string
  password: string
  /** The name of the server. */
  title?: string
  /** Of the client. */
  network?: string
}

/**
 * Creates a new token for `/setup/<token>`, which invalidates earlier links. Only its hash is stored.
 * @returns undefined once there is an owner
 */
export async function openSetupLink(app: App): Promise<string | undefined> {
  if (await hasOwner(app)) return undefined
  const token = newToken()
  await writeSetting(app, SETUP_LINK, hashToken(token))
  return token
}

/** Whether the link is still valid, for the page that it opens. */
export async function isSetupLink(app: Pick<App, 'db'>, token: string): Promise<boolean> {
  const row = await app.db
    .selectFrom('instance_settings')
    .select('value')
    .where('name', '=', SETUP_LINK)
    .executeTakeFirst()
  if (typeof row?.value !== 'string' || !sameSecret(row.value, hashToken(token))) return false
  return !(await hasOwner(app))
}

/**
 * Creates the owner. It works once, even if the link is opened twice at once.
 * @throws Forbidden if the link is not valid, Invalid as for `createUser`
 */
export async function redeemSetupLink(app: App, token: string, form: SetupForm): Promise<UserWithAccount> {
  // Checked before the password is hashed, so that a wrong link costs little.
  if (!(await isSetupLink(app, token))) throw new Forbidden('setup-link-invalid')
  const blank = collect({ email: form.email ? undefined : ['blank'], password: form.password ? undefined : ['blank'] })
  const { username, email, password, title, network } = form
  const named = checkSettings(title?.trim() ? { title } : {})
  const ready = await prepareUser(app, { username, email, password, network, role: 'owner' }, blank)
  return app.transaction(async (tx) => {
    await consume(tx, token)
    const made = await storeUser(tx, ready)
    await storeSettings(tx, { ...named, contactUsername: made.account.username })
    return made
  })
}

async function consume(tx: Tx, token: string): Promise<void> {
  await tx.lock(SETUP_LINK)
  if (!(await isSetupLink(tx, token))) throw new Forbidden('setup-link-invalid')
  await tx.db.deleteFrom('instance_settings').where('name', '=', SETUP_LINK).execute()
}

async function hasOwner(app: Pick<App, 'db'>): Promise<boolean> {
  const owner = await app.db.selectFrom('users').select('id').where('role', '=', 'owner').limit(1).executeTakeFirst()
  return owner !== undefined
}
