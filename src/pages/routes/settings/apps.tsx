/** `/settings/apps`: the apps that a person allowed, and what. */
import type { VNode } from 'preact'
import { forbidApp } from '../../../core/apps/end-authorization.ts'
import { type AllowedApp, listAllowedApps } from '../../../core/apps/list.ts'
import { NotFound } from '../../../core/errors.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { parseId } from '../../../lib/ids.ts'
import { describeScope } from '../../../messages/en/scopes.ts'
import { Form } from '../../components/form.tsx'
import { SettingsNav } from '../../components/settings-nav.tsx'
import { Time } from '../../components/time.tsx'
import { readForm } from '../../http/form.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireVisitor, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/apps'

export async function appsPage(visit: Visit): Promise<Answer> {
  const { user } = requireVisitor(visit)
  const apps = await listAllowedApps(visit.app, user)
  return respond(visit, {
    head: { title: 'Apps', noindex: true },
    body: (
      <>
        <h1>Apps</h1>
        <SettingsNav here={PATH} />
        <p class="lead">These apps may use your account. An app that you remove loses access at once.</p>
        {apps.length === 0 ? (
          <p class="empty">You have not allowed any app yet.</p>
        ) : (
          <ul class="rows">
            {apps.map((one) => (
              <Row visit={visit} allowed={one} />
            ))}
          </ul>
        )}
      </>
    ),
  })
}

export async function removeApp(visit: Visit): Promise<Answer> {
  const { user } = requireVisitor(visit)
  const { app = '' } = await readForm(visit)
  const id = parseId(app)
  if (id === undefined) throw new NotFound()
  await forbidApp(visit.app, user, id)
  return leadTo(visit, PATH)
}

function Row({ visit, allowed }: { visit: Visit; allowed: AllowedApp }): VNode {
  const { client, scopes, allowedAt, lastUsedAt } = allowed
  return (
    <li>
      <p>
        <b>
          <bdi>{client.name}</bdi>
        </b>{' '}
        can {scopes.map(describeScope).join(', ')}.
      </p>
      <p class="hint">
        Allowed <Time at={allowedAt} />, {lastUsedAt === undefined ? 'never used' : 'last used '}
        {lastUsedAt !== undefined && <Time at={lastUsedAt} />}
      </p>
      <Form visit={visit}>
        <input type="hidden" name="app" value={String(client.id)} />
        <button class="quiet" type="submit">
          Remove
        </button>
      </Form>
    </li>
  )
}
