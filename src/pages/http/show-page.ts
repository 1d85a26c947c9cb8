import type { App } from '../../core/app.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { addressOf, SignInNeeded, type Visit, visitOf } from '../visit/visit.ts'
import { errorPage } from './error-page.tsx'
import { leadTo } from './respond.tsx'

/** Shows one page, given the parameters of its route in their order. */
type Page<Params extends readonly unknown[]> = (visit: Visit, ...params: Params) => Promise<Answer>

/**
 * Connects a page to its route: finds who visits, answers errors with a page, and leads to the sign-in page whoever
 * must sign in first.
 */
export function showPage(app: App) {
  return <Names extends readonly string[]>(page: Page<{ [K in keyof Names]: string }>, ...names: Names) =>
    async ({ request, caller, params }: Routed<Names[number]>): Promise<Answer> => {
      const visit = await visitOf(app, { request, caller })
      try {
        return await page(
          visit,
          ...(names.map((name) => params[name as Names[number]]) as { [K in keyof Names]: string }),
        )
      } catch (error) {
        return error instanceof SignInNeeded ? leadTo(visit, signInPath(visit)) : errorPage(visit, error)
      }
    }
}

/**
 * Someone who has signed up is told what is missing. A form that was sent cannot be repeated, so only the address of a
 * page is kept.
 */
function signInPath(visit: Visit): string {
  if (visit.newcomer) return '/auth/check-mail'
  const { method } = visit.request
  const next = method === 'GET' || method === 'HEAD' ? addressOf(visit) : '/'
  return `/auth/sign-in?next=${encodeURIComponent(next)}`
}
