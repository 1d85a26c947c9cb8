/** Where others deliver (E-40), and why nobody can read there (E-43). */
import type { Context, Hono } from 'hono'
import { findAccount } from '../../core/accounts/find.ts'
import { findInstanceActor } from '../../core/accounts/instance-actor.ts'
import type { App } from '../../core/app.ts'
import { isDeleted } from '../../core/policy/active.ts'
import { parseId } from '../../lib/ids.ts'
import { receiveActivity } from '../inbox/inbox.ts'
import { notFound, refusal } from './answer.ts'

export function inboxRoutes(app: App, hono: Hono): void {
  hono.post('/inbox', (c) => receiveActivity(app, c.req.raw, from(c)))
  hono.post('/actor/inbox', async (c) =>
    receiveActivity(app, c.req.raw, { ...from(c), recipient: await findInstanceActor(app) }),
  )
  hono.post('/ap/users/:id/inbox', (c) => receiveFor(app, c.req.raw, c.req.param('id'), from(c)))
  for (const path of ['/inbox', '/actor/inbox', '/ap/users/:id/inbox']) {
    hono.get(path, () => {
      const answer = refusal(405, 'An inbox can only be posted to')
      answer.headers.set('allow', 'POST')
      return answer
    })
  }
}

interface Sender {
  remoteIp: string | undefined
}

/** The client's address, which the edge in front has found out. */
function from(c: Context): Sender {
  const env = c.env as { address?: string } | undefined
  return { remoteIp: env?.address }
}

async function receiveFor(app: App, request: Request, id: string, sender: Sender): Promise<Response> {
  const number = parseId(id)
  const recipient = number === undefined ? undefined : await findAccount(app, number)
  if (!recipient || recipient.domain !== null) return notFound()
  if (isDeleted(recipient)) return Response.json({ error: 'This account was deleted' }, { status: 410 })
  return receiveActivity(app, request, { ...sender, recipient })
}
