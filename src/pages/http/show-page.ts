import type { App } from '../../core/app.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { addressOf, ConfirmationNeeded, SignInNeeded, type Visit, visitOf } from '../visit/visit.ts'
import { errorPage } from './error-page.tsx'
import { withNext } from './own-path.ts'
import { leadTo } from './respond.tsx'

/** Shows one page, given the parameters of its route in their order. */
type Page<Params extends readonly unknown[]> = (visit: Visit, ...params: Params) => Promise<Answer>

/**
 * Connects a page to its route: finds who visits, answers errors with a page, and leads to the page that asks for a
 * password whoever must give one first.
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
        if (error instanceof SignInNeeded) return leadTo(visit, signInPath(visit))
        if (error instanceof ConfirmationNeeded)
          return leadTo(visit, withNext('/auth/confirm', readAddress(visit) ?? visit.request.path))
        return errorPage(visit, error)
      }
    }
}

/** Someone who has signed up is told what is missing. */
function signInPath(visit: Visit): string {
  return visit.newcomer ? '/auth/check-mail' : withNext('/auth/sign-in', readAddress(visit) ?? '/')
}

/** The address of a page to come back to. A form that was sent cannot be repeated. */
function readAddress(visit: Visit): string | undefined {
  const { method } = visit.request
  return method === 'GET' || method === 'HEAD' ? addressOf(visit) : undefined
}
