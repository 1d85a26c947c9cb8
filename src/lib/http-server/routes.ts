/** Maps routes to handlers: `routes.on('GET /ap/users/:id', 'document', ({ params }) => …)`. */
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

/** Whether a route answers this request at all. If not, the request is passed on. */
type Condition<Name extends string> = (routed: Routed<Name>) => boolean

interface Route<Rate> {
  rate: Rate
  handler: RouteHandler<string>
  condition: Condition<string> | undefined
}

interface Options<Rate> {
  /** Called before every handler. It counts the request, and throws to refuse it. */
  admit: (rate: Rate, routed: Routed) => void
  /** Makes the answer if `admit` or a handler throws. */
  onError: (error: unknown, request: IncomingRequest, caller: Caller) => Answer | Promise<Answer>
}

/** @template Rate the names of the limits against which requests are counted */
export class Routes<Rate extends string = string> {
  readonly #router = new Router<Route<Rate>>()
  readonly #list: { method: string; path: string; rate: Rate }[] = []
  readonly #options: Options<Rate>
  constructor(options: Options<Rate>) {
    this.#options = options
  }

  /** @param route method and path, such as `GET /@:handle/:id` */
  on<const R extends `${string} /${string}`>(
    route: R,
    rate: Rate,
    handler: RouteHandler<ParamNames<R>>,
    condition?: Condition<ParamNames<R>>,
  ): this {
    const [method = '', path = ''] = route.split(' ')
    this.#router.add(method, path, { rate, handler, condition } as Route<Rate>)
    this.#list.push({ method, path, rate })
    return this
  }

  /** All routes, in the order in which they were added. */
  get list(): readonly { method: string; path: string; rate: Rate }[] {
    return this.#list
  }

  /** @returns undefined if none of these routes answers */
  async answer(request: IncomingRequest, caller: Caller): Promise<Answer | undefined> {
    const found = this.#router.find(request.method, request.path)
    if (!found) return undefined
    const { rate, handler, condition } = found.value
    const routed = { request, caller, params: found.params }
    if (condition && !condition(routed)) return undefined
    try {
      this.#options.admit(rate, routed)
      return await handler(routed)
    } catch (error) {
      return this.#options.onError(error, request, caller)
    }
  }
}
