/** `/@name/mute`: for how long, and whether notifications too. */
import type { VNode } from 'preact'
import { isCommunity } from '../../../core/policy/community.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../lib/durations.ts'
import { CheckBox } from '../../components/check-box.tsx'
import { Choice } from '../../components/choice.tsx'
import { Form } from '../../components/form.tsx'
import { nameOf, pagesOf } from '../../components/person.tsx'
import { respond } from '../../http/respond.tsx'
import { requireVisitor } from '../../visit/visit.ts'
import { pageOfAccount } from './find.tsx'

const DURATIONS: [name: string, ms: number][] = [
  ['Until I unmute', 0],
  ['For 30 minutes', 30 * MINUTE],
  ['For an hour', HOUR],
  ['For a day', DAY],
  ['For a week', 7 * DAY],
  ['For a month', 30 * DAY],
]

const OF_ACCOUNT =
  'You no longer see what this account posts and boosts. It can still see and follow you, and it is not told.'
const OF_COMMUNITY =
  'Its topics no longer reach you. You can still read them on its page, and the community is not told.'

export const mutePage = pageOfAccount('/mute', async (visit, account) => {
  requireVisitor(visit)
  return respond(visit, {
    head: { title: `Mute ${nameOf(account)}`, noindex: true },
    body: (
      <>
        <h1>
          Mute <bdi>{nameOf(account)}</bdi>?
        </h1>
        <p class="lead">{isCommunity(account) ? OF_COMMUNITY : OF_ACCOUNT}</p>
        <Form visit={visit} class="sheet" action={`${pagesOf(account)}/mute`}>
          <Duration />
          <CheckBox name="notifications" label="Hide notifications from this account too" checked />
          <div class="decision">
            <button type="submit">Mute</button>
            <a href={pagesOf(account)}>Cancel</a>
          </div>
        </Form>
      </>
    ),
  })
})

function Duration(): VNode {
  const options = DURATIONS.map(([name, ms]) => [String(ms / SECOND), name] as const)
  return <Choice name="seconds" label="How long" options={options} />
}
