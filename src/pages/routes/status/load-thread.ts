/** A thread may have hundreds of posts. A page shows as many as a server renders and a person reads at one go. */
import { loadStatuses, type StatusView } from '../../../core/statuses/view.ts'
import { loadThread } from '../../../core/threads/thread.ts'
import { pagesOf } from '../../components/person.tsx'
import type { MoreOfThread } from '../../components/thread.tsx'
import { offsetOf } from '../../http/page-of.ts'
import type { Visit } from '../../visit/visit.ts'

const MAX_ABOVE = 40
const REPLIES_PER_PAGE = 80

interface ThreadPage {
  before: readonly StatusView[]
  after: readonly StatusView[]
  more: MoreOfThread
}

/** The part of the thread that `?from=` asks for, counted in replies. */
export async function loadThreadPage(visit: Visit, view: StatusView): Promise<ThreadPage> {
  const { app, request } = visit
  const viewer = visit.visitor?.account
  const from = offsetOf(request)
  const { ancestors, descendants } = await loadThread(app, view.status, viewer)
  const [before, after] = await Promise.all([
    loadStatuses(app, ancestors.slice(-MAX_ABOVE), viewer),
    loadStatuses(app, descendants.slice(from, from + REPLIES_PER_PAGE), viewer),
  ])
  const path = pathOf(view)
  const [top] = before
  return {
    before,
    after,
    more: {
      above: ancestors.length > MAX_ABOVE && top ? pathOf(top) : undefined,
      fewer: from > 0 ? path : undefined,
      below: descendants.length > from + REPLIES_PER_PAGE ? `${path}?from=${from + REPLIES_PER_PAGE}` : undefined,
    },
  }
}

function pathOf({ account, status }: StatusView): string {
  return `${pagesOf(account)}/${status.id}`
}
