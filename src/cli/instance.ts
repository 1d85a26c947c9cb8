import { Command } from 'commander'
import { changeSettings, getSettings } from '../core/instance/settings.ts'
import { type Cli, printResult, withApp } from './cli.ts'
import { CommandError } from './exit-code.ts'

/** `atoll instance …`: the settings that the owner can change while the server runs. */
export function instanceCommand(cli: Cli): Command {
  return new Command('instance')
    .description('Show and change this server’s description, rules and sign-up policy')
    .addCommand(
      new Command('show')
        .option('--json', 'print JSON')
        .description('Show the settings that can change while the server runs')
        .action(({ json }: { json?: boolean }) =>
          withApp(cli, async (app) => {
            const current = await getSettings(app)
            printResult(cli, json, current, () =>
              Object.entries(current).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
            )
          }),
        ),
    )
    .addCommand(
      new Command('set')
        .argument('<name>', 'name as shown by `atoll instance show`')
        .argument('<value>', 'text; separate several rules with |')
        .option('--json', 'print JSON')
        .description('Change one of these settings')
        .action((name: string, text: string, { json }: { json?: boolean }) =>
          withApp(cli, async (app) => {
            const current = (await getSettings(app)) as unknown as Record<string, unknown>
            if (!(name in current))
              throw new CommandError(
                `There is no setting “${name}”. The settings are ${Object.keys(current).join(', ')}.`,
              )
            const value = Array.isArray(current[name]) ? text.split('|').map((rule) => rule.trim()) : text
            await changeSettings(app, { [name]: value })
            printResult(cli, json, { [name]: value }, () => [`${name} is now ${JSON.stringify(value)}.`])
          }),
        ),
    )
}
