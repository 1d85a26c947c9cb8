/** `/settings/apps`: the apps that a person allowed and the API keys that they made, and what each may do. */
import type { VNode } from 'preact'
import { forbidApp } from '../../../core/apps/end-authorization.ts'
import { listAllowedApps } from '../../../core/apps/list.ts'
import { NotFound } from '../../../core/errors.ts'
import { listTokens } from '../../../core/tokens/find.ts'
import { revokeToken } from '../../../core/tokens/revoke.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { type Id, parseId } from '../../../lib/ids.ts'
import { describeScope, isDangerous } from '../../../messages/en/scopes.ts'
import { Form } from '../../components/form.tsx'
import { SettingsPage } from '../../components/settings-page.tsx'
import { Time } from '../../components/time.tsx'
import { readForm } from '../../http/form.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireVisitor, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/apps'

/** An app or an API key. */
interface Access {
  /** The name of the field that removes it. */
  field: 'app' | 'key'
  id: Id
  name: string
  scopes: readonly string[]
  since: number
  lastUsedAt: number | undefined
  expiresAt?: number | undefined
}

export async function appsPage(visit: Visit): Promise<Answer> {
  const { user } = requireVisitor(visit)
  const list = await accessOf(visit, user.id)
  return respond(visit, {
    head: { title: 'Apps', noindex: true },
    body: (
      <SettingsPage title="Apps" here={PATH}>
        <p class="lead">
          These apps and API keys may use your account. What you remove loses access at once. You can also{' '}
          <a href="/settings/keys">make an API key</a>.
        </p>
        {list.length === 0 ? (
          <p class="empty">You have not allowed any app yet.</p>
        ) : (
          <ul class="rows">
            {list.map((one) => (
              <Row visit={visit} access={one} />
            ))}
          </ul>
        )}
      </SettingsPage>
    ),
  })
}

export async function removeApp(visit: Visit): Promise<Answer> {
  const fields = await readForm(visit)
  const { user } = requireVisitor(visit)
  const [app, key] = [parseId(fields.app), parseId(fields.key)]
  if (app !== undefined) await forbidApp(visit.app, user, app)
  else if (key !== undefined) await revokeToken(visit.app, user, key)
  else throw new NotFound()
  return leadTo(visit, PATH)
}

/** The last used first. */
async function accessOf({ app }: Visit, userId: Id): Promise<Access[]> {
  const apps = (await listAllowedApps(app, { id: userId })).map(
    ({ client, scopes, allowedAt, lastUsedAt }): Access => ({
      ...{ field: 'app', id: client.id, name: client.name, scopes },
      ...{ since: allowedAt, lastUsedAt },
    }),
  )
  const keys = (await listTokens(app, { id: userId })).map(
    (token): Access => ({
      ...{ field: 'key', id: token.id, name: token.name, scopes: token.scopes.split(' ') },
      ...{ since: token.created_at, lastUsedAt: token.last_used_at ?? undefined },
      expiresAt: token.expires_at ?? undefined,
    }),
  )
  return [...apps, ...keys].sort((a, b) => (b.lastUsedAt ?? b.since) - (a.lastUsedAt ?? a.since))
}

function Row({ visit, access }: { visit: Visit; access: Access }): VNode {
  const { field, id, name, scopes } = access
  return (
    <li>
      <p>
        <b>
          <bdi>{name}</bdi>
        </b>
        {field === 'key' && ' (API key)'} can
      </p>
      <ul class="scopes">
        {scopes.map((scope) => (
          <li class={isDangerous(scope) ? 'danger' : undefined}>{describeScope(scope)}</li>
        ))}
      </ul>
      <Times access={access} isApp={field === 'app'} />
      <Form visit={visit}>
        <input type="hidden" name={field} value={String(id)} />
        <button class="quiet" type="submit" aria-label={`${field === 'app' ? 'Remove' : 'Revoke'} ${name}`}>
          {field === 'app' ? 'Remove' : 'Revoke'}
        </button>
      </Form>
    </li>
  )
}

function Times({ access: { since, lastUsedAt, expiresAt }, isApp }: { access: Access; isApp: boolean }): VNode {
  return (
    <p class="hint">
      {isApp ? 'First allowed' : 'Made'} <Time at={since} />,{' '}
      {lastUsedAt === undefined ? (
        'never used'
      ) : (
        <>
          last used <Time at={lastUsedAt} />
        </>
      )}
      {expiresAt !== undefined && (
        <>
          , expires <Time at={expiresAt} />
        </>
      )}
    </p>
  )
}
