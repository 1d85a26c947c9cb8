import { Command } from 'commander'
import { NotFound } from '../core/errors.ts'
import { createToken } from '../core/tokens/create.ts'
import { listTokens } from '../core/tokens/find.ts'
import { revokeToken } from '../core/tokens/revoke.ts'
import { parseScopes } from '../core/tokens/scopes.ts'
import { parseId } from '../lib/ids.ts'
import { type Cli, printResult, renderTable, showTime, withApp } from './cli.ts'
import { durationOption } from './option-values.ts'
import { requireUser } from './require-user.ts'

/** `atoll token …`: API keys. */
export function tokenCommand(cli: Cli): Command {
  return new Command('token')
    .description('Create, list and revoke API keys')
    .addCommand(create(cli))
    .addCommand(list(cli))
    .addCommand(revoke(cli))
}

function create(cli: Cli): Command {
  interface Options {
    scopes: string
    name: string
    expires?: string
    json?: boolean
  }
  return new Command('create')
    .description('Create an API key and print it once')
    .argument('<name>', 'name of the user')
    .option(
      '--scopes <scopes>',
      'what the key may do, for example "read write follow push admin:read admin:write"',
      'read',
    )
    .option('--name <label>', 'label that says what the key is for', 'command line')
    .option('--expires <duration>', 'lifetime, for example 90d (default: no expiry)')
    .option('--json', 'print JSON')
    .action((username: string, { scopes, name, expires, json }: Options) =>
      withApp(cli, async (app) => {
        const { user } = await requireUser(app, username)
        const expiresAt = expires === undefined ? undefined : app.clock.now() + durationOption(expires)
        const { key, token } = await createToken(app, user, { name, scopes: parseScopes(scopes), expiresAt })
        const value = {
          id: String(token.id),
          key,
          scopes: token.scopes,
          expires_at: token.expires_at && showTime(token.expires_at),
        }
        printResult(cli, json, value, () => [
          key,
          `This key is shown only once. Try it: curl -H "Authorization: Bearer ${key}" ${app.config.origin}/api/v1/accounts/verify_credentials`,
        ])
      }),
    )
}

function list(cli: Cli): Command {
  return new Command('list')
    .description('List a user’s API keys (the keys themselves are not stored)')
    .argument('<name>')
    .option('--json', 'print JSON')
    .action((username: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const tokens = await listTokens(app, (await requireUser(app, username)).user)
        const value = tokens.map((token) => ({
          id: String(token.id),
          name: token.name,
          scopes: token.scopes,
          created_at: showTime(token.created_at),
          expires_at: token.expires_at && showTime(token.expires_at),
          last_used_at: token.last_used_at && showTime(token.last_used_at),
        }))
        printResult(cli, json, value, () =>
          renderTable(
            ['ID', 'NAME', 'SCOPES', 'EXPIRES', 'LAST USED'],
            value.map((one) => [one.id, one.name, one.scopes, one.expires_at || 'never', one.last_used_at || 'never']),
          ),
        )
      }),
    )
}

function revoke(cli: Cli): Command {
  return new Command('revoke')
    .description('Revoke an API key immediately')
    .argument('<name>', 'name of the user')
    .argument('<id>', 'id as shown by `atoll token list`')
    .option('--json', 'print JSON')
    .action((username: string, id: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const { user } = await requireUser(app, username)
        const tokenId = parseId(id)
        if (tokenId === undefined) throw new NotFound('not-a-key-id', { text: id })
        await revokeToken(app, user, tokenId)
        printResult(cli, json, { id, revoked: true }, () => ['The key no longer works.'])
      }),
    )
}
