/** `/settings/sessions`: the browsers in which a person is signed in. */
import type { VNode } from 'preact'
import { NotFound } from '../../../core/errors.ts'
import { deviceName } from '../../../core/sessions/device-name.ts'
import { endOtherSessions, endSession, listSessions } from '../../../core/sessions/end.ts'
import type { Session } from '../../../db/tables/sessions.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { parseId } from '../../../lib/ids.ts'
import { Form } from '../../components/form.tsx'
import { SettingsPage } from '../../components/settings-page.tsx'
import { Time } from '../../components/time.tsx'
import { readForm } from '../../http/form.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireVisitor, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/sessions'

export async function sessionsPage(visit: Visit): Promise<Answer> {
  const { user, session } = requireVisitor(visit)
  const sessions = await listSessions(visit.app, user)
  return respond(visit, {
    head: { title: 'Sessions', noindex: true },
    body: (
      <SettingsPage title="Sessions" here={PATH}>
        <p class="lead">These browsers are signed in to your account. Sign out the ones that you do not know.</p>
        <ul class="rows">
          {sessions.map((one) => (
            <Row visit={visit} session={one} isThis={one.id === session.id} />
          ))}
        </ul>
        {sessions.length > 1 && <EverywhereElse visit={visit} />}
        <p>
          <a href="/auth/accounts">Use several accounts in this browser</a>
        </p>
      </SettingsPage>
    ),
  })
}

/** Ends another session, or all others. The one in use ends with “Sign out”. */
export async function endOtherSession(visit: Visit): Promise<Answer> {
  const { session = '', all } = await readForm(visit)
  const { user, session: own } = requireVisitor(visit)
  if (all === 'on') {
    await endOtherSessions(visit.app, user, own.id)
    return leadTo(visit, PATH)
  }
  const id = parseId(session)
  if (id === undefined) throw new NotFound()
  await endSession(visit.app, user, id)
  return leadTo(visit, PATH)
}

function Row({ visit, session, isThis }: { visit: Visit; session: Session; isThis: boolean }): VNode {
  const name = deviceName(session.device)
  return (
    <li>
      <p>
        <b>{name}</b>
        {isThis && ' (this browser)'}
      </p>
      <p class="hint">
        From <bdi>{session.address}</bdi>, last used <Time at={session.last_used_at} />, signed in{' '}
        <Time at={session.created_at} />
      </p>
      {!isThis && (
        <Form visit={visit}>
          <input type="hidden" name="session" value={String(session.id)} />
          <button class="quiet" type="submit" aria-label={`Sign out ${name}`}>
            Sign out
          </button>
        </Form>
      )}
    </li>
  )
}

function EverywhereElse({ visit }: { visit: Visit }): VNode {
  return (
    <Form visit={visit} class="sheet">
      <p class="hint">Apps stay connected. You can remove them under “Apps”.</p>
      <button type="submit" name="all" value="on">
        Sign out everywhere else
      </button>
    </Form>
  )
}
