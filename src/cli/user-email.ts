/** `atoll user confirm` and `atoll user reset-password`: for people who get no letters. */
import { Command } from 'commander'
import { confirmEmailOf } from '../core/users/confirm-email.ts'
import { makeResetLink } from '../core/users/reset-password.ts'
import { type Cli, printResult, withApp } from './cli.ts'
import { requireUser } from './require-user.ts'

export function confirmCommand(cli: Cli): Command {
  return new Command('confirm')
    .description('Confirm a user’s e-mail address without a letter')
    .argument('<name>')
    .option('--json', 'print JSON')
    .action((name: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const { email } = await confirmEmailOf(app, (await requireUser(app, name)).user)
        printResult(cli, json, { username: name, email, confirmed: true }, () => [`@${name} has the address ${email}.`])
      }),
    )
}

export function resetPasswordCommand(cli: Cli): Command {
  return new Command('reset-password')
    .description('Print a link with which a user sets a new password, once, within six hours')
    .argument('<name>')
    .option('--json', 'print JSON')
    .action((name: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const link = await makeResetLink(app, (await requireUser(app, name)).user)
        printResult(cli, json, { username: name, link }, () => [
          link,
          `Give this link to @${name} and nobody else. Setting a password signs out every browser and app.`,
        ])
      }),
    )
}
