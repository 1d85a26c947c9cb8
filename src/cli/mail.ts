import { Command } from 'commander'
import { isEmail } from '../lib/mail/email-address.ts'
import { composeLetter } from '../mail/compose.ts'
import { type Cli, printResult, withApp } from './cli.ts'
import { CommandError } from './exit-code.ts'

/** `atoll mail …`: whether this server can send letters. */
export function mailCommand(cli: Cli): Command {
  return new Command('mail').description('Test how this server sends e-mail').addCommand(test(cli))
}

function test(cli: Cli): Command {
  return new Command('test')
    .description('Send a letter now, and say what the mail server answered')
    .argument('<address>', 'who gets the letter')
    .option('--json', 'print JSON')
    .action((to: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        if (!isEmail(to)) throw new CommandError(`“${to}” is not an e-mail address.`)
        const envelope = { id: `test.${app.ids.next()}`, writtenAt: app.clock.now(), to }
        const letter = await composeLetter(app, 'test', {}, envelope)
        await app.mail.send(letter).catch((error: Error) => {
          throw new CommandError(`The letter could not be sent: ${error.message}. Check ATOLL_MAIL_URL.`)
        })
        const { goesTo, writesFiles } = app.mail
        printResult(cli, json, { to, sent: true, by: goesTo }, () => [
          writesFiles
            ? `The letter is in ${goesTo}. Set ATOLL_MAIL_URL to send letters.`
            : `${goesTo} accepted the letter to ${to}.`,
        ])
      }),
    )
}
