/** Maps routes to handlers: `routes.on('GET /ap/users/:id', ({ params }) => …)`. */
import type { Answer } from './answer.ts'
import type { Caller } from './handler.ts'
import type { ParamNames } from './param-names.ts'
import type { IncomingRequest } from './request.ts'
import { Router } from './router.ts'

/** A request that matched a route. */
export interface Routed<Name extends string = string> {
  request: IncomingRequest
  caller: Caller
  params: Record<Name, string>
}

/** @returns undefined to pass the request on */
type RouteHandler<Name extends string> = (routed: Routed<Name>) => Answer | undefined | Promise<Answer | undefined>

interface Options {
  /** Makes the answer if a handler throws. */
  onError: (error: unknown, request: IncomingRequest, caller: Caller) => Answer | Promise<Answer>
  /** Called before every handler. It throws to refuse the request. */
  guard?: (request: IncomingRequest) => void
}

export class Routes {
  readonly #router = new Router<RouteHandler<string>>()
  readonly #onError: Options['onError']
  readonly #guard: Options['guard']
  constructor({ onError, guard }: Options) {
    this.#onError = onError
    this.#guard = guard
  }

  /** @param route method and path, such as `GET /@:handle/:id` */
  on<const R extends `${string} /${string}`>(route: R, handler: RouteHandler<ParamNames<R>>): this {
    const [method = '', path = ''] = route.split(' ')
    this.#router.add(method, path, handler as RouteHandler<string>)
    return this
  }

  get list(): readonly { method: string; path: string }[] {
    return this.#router.list
  }

  /** @returns undefined if none of these routes answers */
  async answer(request: IncomingRequest, caller: Caller): Promise<Answer | undefined> {
    const found = this.#router.find(request.method, request.path)
    if (!found) return undefined
    try {
      this.#guard?.(request)
      return await found.value({ request, caller, params: found.params })
    } catch (error) {
      return this.#onError(error, request, caller)
    }
  }
}
