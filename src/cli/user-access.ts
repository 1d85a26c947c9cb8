/** `atoll user sessions`, `sign-out`, `reset-2fa`: who is signed in as a user, and help for those who cannot sign in. */
import { Command } from 'commander'
import type { App } from '../core/app.ts'
import { listAllowedApps } from '../core/apps/list.ts'
import { NotFound } from '../core/errors.ts'
import { removeSecondFactor } from '../core/second-factor/set-up.ts'
import { deviceName } from '../core/sessions/device-name.ts'
import { listSessions } from '../core/sessions/end.ts'
import { endAccess } from '../core/users/end-access.ts'
import { findUserByName } from '../core/users/find.ts'
import { type Cli, printResult, renderTable, showTime, withApp } from './cli.ts'
import { CommandError } from './exit-code.ts'

export function sessionsCommand(cli: Cli): Command {
  return new Command('sessions')
    .description('List the browsers and apps that are signed in')
    .argument('<name>')
    .option('--json', 'print JSON')
    .action((name: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const value = await listAccess(app, name)
        printResult(cli, json, value, () =>
          value.length === 0
            ? [`@${name} is not signed in anywhere.`]
            : renderTable(
                ['KIND', 'NAME', 'ADDRESS', 'SINCE', 'LAST USED'],
                value.map((one) => [one.kind, one.name, one.address, one.since, one.last_used_at]),
              ),
        )
      }),
    )
}

async function listAccess(app: App, name: string) {
  const user = await requireUser(app, name)
  const sessions = (await listSessions(app, user)).map((one) => ({
    ...{ kind: 'browser', name: deviceName(one.device), address: one.address },
    ...{ since: showTime(one.created_at), last_used_at: showTime(one.last_used_at) },
  }))
  const apps = (await listAllowedApps(app, user)).map((one) => ({
    ...{ kind: 'app', name: one.client.name, address: '–' },
    ...{ since: showTime(one.allowedAt), last_used_at: showTime(one.lastUsedAt ?? null) },
  }))
  return [...sessions, ...apps]
}

export function signOutCommand(cli: Cli): Command {
  return new Command('sign-out')
    .description('Sign a user out of all browsers and apps, within ten seconds')
    .argument('<name>')
    .option('--keys', 'also revoke all API keys')
    .option('--json', 'print JSON')
    .action((name: string, { keys = false, json }: { keys?: boolean; json?: boolean }) =>
      withApp(cli, async (app) => {
        const user = await requireUser(app, name)
        await app.transaction((tx) => endAccess(tx, user, keys ? {} : { apiKeys: 'all' }))
        printResult(cli, json, { username: name, signed_out: true, keys_revoked: keys }, () => [
          `@${name} is signed out of all browsers and apps${keys ? ', and all API keys are revoked' : ''}.`,
        ])
      }),
    )
}

export function resetSecondFactorCommand(cli: Cli): Command {
  return new Command('reset-2fa')
    .description('Switch off the second factor of a user who has lost it')
    .argument('[name]')
    .option('--all', 'of all users, if the secret key of the server is lost')
    .option('--json', 'print JSON')
    .action((name: string | undefined, { all = false, json }: { all?: boolean; json?: boolean }) =>
      withApp(cli, async (app) => {
        if ((name === undefined) !== all) throw new CommandError('Name one user, or use --all.')
        const users = name === undefined ? await usersWithFactor(app) : [await requireUser(app, name)]
        let count = 0
        for (const user of users) if (await removeSecondFactor(app, user)) count++
        printResult(cli, json, { reset: count }, () => [sentence(name, count)])
      }),
    )
}

function sentence(name: string | undefined, count: number): string {
  if (name === undefined) return `The second factor of ${count} ${count === 1 ? 'user is' : 'users is'} switched off.`
  return count === 0 ? `@${name} has no second factor.` : `The second factor of @${name} is switched off.`
}

async function usersWithFactor({ db }: App) {
  const rows = await db.selectFrom('second_factors').select('user_id').execute()
  return rows.map(({ user_id }) => ({ id: user_id }))
}

async function requireUser(app: App, name: string) {
  const found = await findUserByName(app, name)
  if (!found) throw new NotFound('no-user', { name })
  return found.user
}
