import { Command, Option } from 'commander'
import { rotateKeys } from '../core/accounts/rotate-keys.ts'
import { loginState } from '../core/policy/logins.ts'
import { approveUser, rejectUser } from '../core/users/approve.ts'
import { createUser } from '../core/users/create.ts'
import { deleteUser } from '../core/users/delete.ts'
import { listUsers } from '../core/users/find.ts'
import { setPassword } from '../core/users/password.ts'
import { ROLES, type Role } from '../db/tables/users.ts'
import { newToken } from '../lib/crypto/tokens.ts'
import { type Cli, printResult, renderTable, showTime, withApp } from './cli.ts'
import { CommandError } from './exit-code.ts'
import { limitOption } from './limit-option.ts'
import { requireUser } from './require-user.ts'
import { resetSecondFactorCommand, sessionsCommand, signOutCommand } from './user-access.ts'
import { confirmCommand, resetPasswordCommand } from './user-email.ts'

/** `atoll user …`: the user accounts of this server. */
export function userCommand(cli: Cli): Command {
  return new Command('user')
    .description('Create, list, approve and delete user accounts')
    .addCommand(create(cli))
    .addCommand(list(cli))
    .addCommand(password(cli))
    .addCommand(resetPasswordCommand(cli))
    .addCommand(confirmCommand(cli))
    .addCommand(decide(cli, 'approve', 'Approve a request for an account', approveUser))
    .addCommand(decide(cli, 'reject', 'Reject a request for an account', rejectUser))
    .addCommand(sessionsCommand(cli))
    .addCommand(signOutCommand(cli))
    .addCommand(resetSecondFactorCommand(cli))
    .addCommand(rotate(cli))
    .addCommand(remove(cli))
}

function create(cli: Cli): Command {
  interface Options {
    email?: string
    password?: string
    role: Role
    json?: boolean
  }
  return new Command('create')
    .description('Create an account; without --password, a password is generated and printed')
    .argument('<name>', 'letters, digits and _')
    .option('--email <address>', 'e-mail address of the user')
    .option('--password <password>', 'at least 8 characters')
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES).default('user'))
    .option('--json', 'print JSON')
    .action((username: string, { email, password: given, role, json }: Options) =>
      withApp(cli, async (app) => {
        const made = given ?? newToken()
        const { account } = await createUser(app, { username, email, password: made, role, approved: true })
        const value = {
          id: String(account.id),
          username,
          acct: `${username}@${app.uris.host}`,
          role,
          ...(!given && { password: made }),
        }
        printResult(cli, json, value, () => [
          `@${value.acct} is ready.`,
          ...(given ? [] : [`Password: ${made}`]),
          `To create an API key: bin/atoll token create ${username} --scopes "read write follow"`,
        ])
      }),
    )
}

function list(cli: Cli): Command {
  return new Command('list')
    .description('List the users, newest first')
    .option('--pending', 'only users waiting for approval, with their reasons')
    .addOption(limitOption(1000))
    .option('--json', 'print JSON')
    .action(({ pending, limit, json }: { pending?: boolean; limit: number; json?: boolean }) =>
      withApp(cli, async (app) => {
        const people = await listUsers(app, { limit }, pending ? { pending } : {})
        const value = people.map(({ user, account }) => ({
          username: account.username,
          email: user.email ?? user.unconfirmed_email,
          role: user.role,
          state: loginState(user),
          reason: user.sign_up_reason,
          created_at: showTime(user.created_at),
        }))
        const none = pending ? 'Nobody is waiting for approval.' : 'There are no users yet.'
        printResult(cli, json, value, () =>
          value.length === 0
            ? [none]
            : renderTable(
                ['NAME', 'E-MAIL', 'ROLE', 'STATE', 'SINCE', ...(pending ? ['REASON'] : [])],
                value.map((one) => [
                  one.username,
                  one.email ?? '–',
                  one.role,
                  one.state,
                  one.created_at,
                  ...(pending ? [one.reason.replaceAll(/\s+/g, ' ')] : []),
                ]),
              ),
        )
      }),
    )
}

function password(cli: Cli): Command {
  return new Command('password')
    .description('Set a new password and revoke the user’s API keys')
    .argument('<name>')
    .option('--password <password>', 'the new password; without it, one is generated and printed')
    .option('--json', 'print JSON')
    .action((name: string, options: { password?: string; json?: boolean }) =>
      withApp(cli, async (app) => {
        const { user } = await requireUser(app, name)
        const given = options.password ?? newToken()
        await setPassword(app, user, given)
        printResult(cli, options.json, { username: name, ...(!options.password && { password: given }) }, () => [
          `@${name} has a new password${options.password ? '.' : `: ${given}`}`,
        ])
      }),
    )
}

function decide(
  cli: Cli,
  verb: 'approve' | 'reject',
  sentence: string,
  run: typeof approveUser | typeof rejectUser,
): Command {
  return new Command(verb)
    .description(sentence)
    .argument('<name>')
    .option('--json', 'print JSON')
    .action((name: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const { user } = await requireUser(app, name)
        await run(app, user)
        const done = verb === 'approve' ? 'approved' : 'rejected'
        printResult(cli, json, { username: name, [done]: true }, () => [
          `@${name} is ${done}.${user.email === null ? '' : ' The running server tells them by letter.'}`,
        ])
      }),
    )
}

function rotate(cli: Cli): Command {
  return new Command('rotate-keys')
    .description('Replace an account’s signing keys and announce the new ones to other servers; no delivery is lost')
    .argument('<name>')
    .option('--json', 'print JSON')
    .action((name: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const { account } = await requireUser(app, name)
        const from = showTime(await rotateKeys(app, account))
        printResult(cli, json, { username: name, in_force_from: from }, () => [
          `@${name} signs with new keys from ${from}. The running server announces them then.`,
        ])
      }),
    )
}

function remove(cli: Cli): Command {
  return new Command('delete')
    .description('Delete an account and everything it posted, here and on other servers; its name is never reused')
    .argument('<name>')
    .option('--yes', 'required: this cannot be undone')
    .option('--json', 'print JSON')
    .action((name: string, { yes, json }: { yes?: boolean; json?: boolean }) =>
      withApp(cli, async (app) => {
        await requireUser(app, name)
        if (!yes) throw new CommandError(`Deleting @${name} cannot be undone. Add --yes to confirm.`)
        await deleteUser(app, name)
        printResult(cli, json, { username: name, deleted: true }, () => [
          `@${name} is deleted. The running server notifies other servers.`,
        ])
      }),
    )
}
