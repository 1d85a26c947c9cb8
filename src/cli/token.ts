import { Command } from 'commander'
import { NotFound } from '../core/errors.ts'
import { createToken } from '../core/tokens/create.ts'
import { listTokens } from '../core/tokens/find.ts'
import { revokeToken } from '../core/tokens/revoke.ts'
import { parseScopes } from '../core/tokens/scopes.ts'
import { findUserByName } from '../core/users/find.ts'
import { parseDuration } from '../lib/durations.ts'
import { parseId } from '../lib/ids.ts'
import { answer, type Cli, showTime, table, withApp } from './cli.ts'
import { Refusal } from './exit-code.ts'

/** `atoll token …`: API keys. */
export function tokenCommand(cli: Cli): Command {
  return new Command('token')
    .description('Make, list and revoke API keys')
    .addCommand(create(cli))
    .addCommand(list(cli))
    .addCommand(revoke(cli))
}

type App = Parameters<Parameters<typeof withApp>[1]>[0]

async function requireUser(app: App, name: string) {
  const found = await findUserByName(app, name)
  if (!found) throw new NotFound(`There is no user called ${name}.`)
  return found.user
}

function create(cli: Cli): Command {
  interface Options {
    scopes: string
    name: string
    expires?: string
    json?: boolean
  }
  return new Command('create')
    .description('Make an API key and print it once')
    .argument('<name>', 'whose key')
    .option('--scopes <scopes>', 'what it may do, e.g. "read write follow push admin:read admin:write"', 'read')
    .option('--name <label>', 'what it is for', 'command line')
    .option('--expires <duration>', 'how long it works, e.g. 90d (default: until it is revoked)')
    .option('--json', 'answer in JSON')
    .action((username: string, { scopes, name, expires, json }: Options) =>
      withApp(cli, async (app) => {
        const user = await requireUser(app, username)
        const expiresAt = expires === undefined ? undefined : app.clock.now() + lifetime(expires)
        const { key, token } = await createToken(app, user, { name, scopes: parseScopes(scopes), expiresAt })
        const value = {
          id: String(token.id),
          key,
          scopes: token.scopes,
          expires_at: token.expires_at && showTime(token.expires_at),
        }
        answer(cli, json, value, () => [
          key,
          `This is shown once. Try it: curl -H "Authorization: Bearer ${key}" ${app.config.origin}/api/v1/accounts/verify_credentials`,
        ])
      }),
    )
}

function lifetime(text: string): number {
  try {
    return parseDuration(text)
  } catch {
    throw new Refusal(`“${text}” is not a duration: write it like 90d, 12h or 30m.`)
  }
}

function list(cli: Cli): Command {
  return new Command('list')
    .description('List somebody’s API keys; the keys themselves are not kept')
    .argument('<name>')
    .option('--json', 'answer in JSON')
    .action((username: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const tokens = await listTokens(app, await requireUser(app, username))
        const value = tokens.map((token) => ({
          id: String(token.id),
          name: token.name,
          scopes: token.scopes,
          created_at: showTime(token.created_at),
          expires_at: token.expires_at && showTime(token.expires_at),
          last_used_at: token.last_used_at && showTime(token.last_used_at),
        }))
        answer(cli, json, value, () =>
          table(
            ['ID', 'NAME', 'SCOPES', 'EXPIRES', 'LAST USED'],
            value.map((one) => [one.id, one.name, one.scopes, one.expires_at || 'never', one.last_used_at || 'never']),
          ),
        )
      }),
    )
}

function revoke(cli: Cli): Command {
  return new Command('revoke')
    .description('End an API key at once')
    .argument('<name>', 'whose key')
    .argument('<id>', 'as `atoll token list` shows it')
    .option('--json', 'answer in JSON')
    .action((username: string, id: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const user = await requireUser(app, username)
        const tokenId = parseId(id)
        if (tokenId === undefined) throw new NotFound(`“${id}” is not the id of a key.`)
        await revokeToken(app, user, tokenId)
        answer(cli, json, { id, revoked: true }, () => ['The key no longer works.'])
      }),
    )
}
