import { Command } from 'commander'
import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import { prepareSecretKey } from '../core/second-factor/check-secret-key.ts'
import { replayDeliveries, testWebhook } from '../core/webhooks/ask.ts'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  type WebhookWithSecret,
} from '../core/webhooks/change.ts'
import { WEBHOOK_EVENTS } from '../core/webhooks/event-types.ts'
import { listDeliveries, listWebhooks, requireWebhook } from '../core/webhooks/find.ts'
import { LOGGED_DELIVERIES } from '../core/webhooks/limits.ts'
import type { User } from '../db/tables/users.ts'
import type { Webhook, WebhookDelivery } from '../db/tables/webhooks.ts'
import { type Id, parseId } from '../lib/ids.ts'
import { type Cli, printResult, renderTable, showTime, withApp } from './cli.ts'
import { CommandError } from './exit-code.ts'
import { durationOption } from './option-values.ts'
import { requireUser } from './require-user.ts'

interface Json {
  json?: boolean
}

/** `atoll webhook …`: the addresses that are told of events. What is sent is sent by the running server. */
export function webhookCommand(cli: Cli): Command {
  return new Command('webhook')
    .description('Make, list and test webhooks: addresses that are told of events')
    .addCommand(list(cli))
    .addCommand(add(cli))
    .addCommand(remove(cli))
    .addCommand(turn(cli, 'on'))
    .addCommand(turn(cli, 'off'))
    .addCommand(rotate(cli))
    .addCommand(test(cli))
    .addCommand(deliveries(cli))
    .addCommand(replay(cli))
}

function list(cli: Cli): Command {
  return new Command('list')
    .description('List a user’s webhooks')
    .argument('<name>', 'name of the user')
    .option('--json', 'print JSON')
    .action((name: string, { json }: Json) =>
      withApp(cli, async (app) => {
        const value = (await listWebhooks(app, (await requireUser(app, name)).user)).map(shown)
        printResult(cli, json, value, () =>
          value.length === 0
            ? [`@${name} has no webhooks.`]
            : renderTable(
                ['ID', 'ADDRESS', 'EVENTS', 'STATE', 'LAST DELIVERY'],
                value.map((one) => [
                  one.id,
                  one.url,
                  one.events.join(' '),
                  one.state,
                  one.last_delivered_at || 'never',
                ]),
              ),
        )
      }),
    )
}

function add(cli: Cli): Command {
  return new Command('add')
    .description('Make a webhook and print its secret once')
    .argument('<name>', 'name of the user')
    .argument('<url>', 'the address to call')
    .option('--events <events>', `what to tell, separated by commas: ${Object.keys(WEBHOOK_EVENTS).join(', ')}`)
    .option('--json', 'print JSON')
    .action((name: string, url: string, { events = '', json }: Json & { events?: string }) =>
      withApp(cli, async (app) => {
        const { user } = await requireUser(app, name)
        await prepareSecretKey(app)
        const input = { url, events: events.split(/[\s,]+/).filter(Boolean) }
        printSecret(cli, json, await createWebhook(app, user, input))
      }),
    )
}

function remove(cli: Cli): Command {
  return onOne(cli, 'remove', 'Delete a webhook with its log', async (app, user, id) => {
    await deleteWebhook(app, user, id)
    return [{ removed: true }, 'The webhook is deleted.']
  })
}

function turn(cli: Cli, word: 'on' | 'off'): Command {
  return onOne(cli, word, `Switch a webhook ${word}`, async (app, user, id) => {
    await changeWebhook(app, user, id, { isOn: word === 'on' })
    return [{ enabled: word === 'on' }, `The webhook is ${word}.`]
  })
}

function test(cli: Cli): Command {
  return onOne(cli, 'test', 'Send a test', async (app, user, id) => {
    await testWebhook(app, user, id)
    return [{ sent: true }, 'The server sends a test. `atoll webhook deliveries` shows what became of it.']
  })
}

/** A command on one webhook. @param act returns what is printed as JSON, and as a sentence */
function onOne(
  cli: Cli,
  name: string,
  description: string,
  act: (app: App, user: User, id: Id) => Promise<[object, string]>,
): Command {
  return naming(new Command(name).description(description))
    .option('--json', 'print JSON')
    .action((username: string, text: string, { json }: Json) =>
      withApp(cli, async (app) => {
        const { user, id } = await ownerAndId(app, username, text)
        const [value, sentence] = await act(app, user, id)
        printResult(cli, json, { id: String(id), ...value }, () => [sentence])
      }),
    )
}

function rotate(cli: Cli): Command {
  return naming(new Command('rotate').description('Give a webhook a new secret and print it once'))
    .option('--former <duration>', 'for how long the former secret signs too; 0s for not at all', '24h')
    .option('--json', 'print JSON')
    .action((username: string, text: string, { former, json }: Json & { former: string }) =>
      withApp(cli, async (app) => {
        const { user, id } = await ownerAndId(app, username, text)
        await prepareSecretKey(app)
        printSecret(cli, json, await rotateWebhookSecret(app, user, id, { formerForMs: durationOption(former) }))
      }),
    )
}

function deliveries(cli: Cli): Command {
  return naming(new Command('deliveries').description('Show the last deliveries of a webhook, newest first'))
    .option('--failed', 'only those that never arrived')
    .option('--json', 'print JSON, with the bodies')
    .action((username: string, text: string, { failed, json }: Json & { failed?: boolean }) =>
      withApp(cli, async (app) => {
        const { user, id } = await ownerAndId(app, username, text)
        const webhook = await requireWebhook(app, user, id)
        const filter = { state: failed ? ('failed' as const) : undefined }
        const value = (await listDeliveries(app, webhook, { limit: LOGGED_DELIVERIES }, filter)).map(shownDelivery)
        printResult(cli, json, value, () =>
          renderTable(
            ['ID', 'EVENT', 'TIME', 'STATE', 'TRIES', 'ANSWER'],
            value.map((one) => [
              ...[one.id, one.type, one.created_at, one.state, String(one.attempts)],
              one.error || String(one.status ?? '–'),
            ]),
          ),
        )
      }),
    )
}

function replay(cli: Cli): Command {
  interface Options extends Json {
    delivery?: string
    since?: string
    until?: string
    failed?: boolean
  }
  return naming(new Command('replay').description('Deliver again what is in the log, in order and with the same ids'))
    .option('--delivery <id>', 'only this one')
    .option('--since <time>', 'only events from then on, for example 2026-01-31T12:00Z')
    .option('--until <time>', 'only events up to then')
    .option('--failed', 'only what never arrived')
    .option('--json', 'print JSON')
    .action((username: string, text: string, { delivery, since, until, failed, json }: Options) =>
      withApp(cli, async (app) => {
        const { user, id } = await ownerAndId(app, username, text)
        const span = { since: timeOption(since), until: timeOption(until), onlyFailed: failed }
        const deliveryId = delivery === undefined ? undefined : idOption(delivery)
        const count = await replayDeliveries(app, user, id, { ...span, deliveryId })
        printResult(cli, json, { id: String(id), count }, () => [
          count === 0
            ? 'There is nothing to deliver again. What still waits needs no replay: `atoll webhook test` tries it now.'
            : `The server delivers ${count} ${count === 1 ? 'event' : 'events'} again.`,
        ])
      }),
    )
}

function naming(command: Command): Command {
  return command.argument('<name>', 'name of the user').argument('<id>', 'id as shown by `atoll webhook list`')
}

async function ownerAndId(app: App, username: string, text: string): Promise<{ user: User; id: Id }> {
  const { user } = await requireUser(app, username)
  return { user, id: idOption(text) }
}

function idOption(text: string): Id {
  const id = parseId(text)
  if (id === undefined) throw new NotFound('not-a-webhook-id', { text })
  return id
}

/** @returns Unix milliseconds */
function timeOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new CommandError(`“${text}” is not a time. Write it like 2026-01-31T12:00Z.`)
  return time
}

function printSecret(cli: Cli, json: boolean | undefined, { webhook, secret }: WebhookWithSecret): void {
  printResult(cli, json, { ...shown(webhook), secret }, () => [
    secret,
    `This secret of the webhook ${webhook.id} is shown only once. Give it to the program that receives the events.`,
  ])
}

function shown({ id, url, events, off_reason, delivered_at }: Webhook) {
  const state = off_reason === null ? 'on' : `off (${off_reason})`
  return { id: String(id), url, events, state, last_delivered_at: delivered_at && showTime(delivered_at) }
}

function shownDelivery({ id, type, state, attempts, status, error, created_at, body }: WebhookDelivery) {
  return { id: String(id), type, created_at: showTime(created_at), state, attempts, status, error, body }
}
