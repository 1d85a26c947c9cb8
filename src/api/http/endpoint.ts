/** One route of the client API: its path, who may call it, what it takes, what it answers. `routes.ts` serves a list of these. */
import type { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { Page } from '../../core/page.ts'
import type { Viewer } from '../../core/tokens/find.ts'
import type { ParamNames } from '../../lib/http-server/param-names.ts'
import type { Id } from '../../lib/ids.ts'
import type { Written } from '../../lib/written-json.ts'
import type { LimitName } from './rate-limits.ts'
import type { Reply } from './reply.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Written as Mastodon's documentation does: `write:statuses` (a person with that scope), several words (one of these),
 * `public` (anyone), `public / read:statuses` (anyone; but a token that is given must have the scope).
 */
export type Access = string

/** `:id` and `:…_id` are ids (anything else is a 404); other parameters are text, decoded once. */
type ParamsOf<P extends string> = { [N in ParamNames<P>]: N extends 'id' | `${string}_id` ? Id : string }
type ViewerOf<A extends Access> = A extends 'public' | `public / ${string}` ? Viewer | undefined : Viewer

/** What a handler gets: everything checked, nothing raw. */
export interface Call<Form = unknown, Params = unknown, Who = Viewer | undefined> {
  app: App
  viewer: Who
  params: Params
  form: Form
  page: Page
  /** What clients send to make a repeated POST harmless. */
  idempotencyKey: string | undefined
  /** Counts this call against a narrow limit. @throws TooMany */
  spend(limit: LimitName, key: string): void
  /** The caller's address (IPv6: its /64), for limits. */
  network: string
}

interface EndpointOptions<A extends Access, F extends z.ZodType, R extends z.ZodType> {
  scope: A
  answer: R
  /** Query and body, as one object. */
  form?: F
  /** Rows per page: Mastodon's default and maximum for this list. */
  page?: { default: number; max: number }
  /** A narrow limit besides the general ones. */
  limit?: LimitName
}

export interface Endpoint {
  readonly method: Method
  readonly path: string
  readonly scope: Access
  readonly form: z.ZodType | undefined
  readonly answer: z.ZodType
  readonly page: { default: number; max: number } | undefined
  readonly limit: LimitName | undefined
  readonly handler: (call: Call) => Promise<unknown>
}

/** @param route `POST /api/v1/statuses/:id/favourite`. PUT and PATCH are one: clients mix them. */
export function endpoint<
  const S extends `${Method} /${string}`,
  const A extends Access,
  R extends z.ZodType,
  F extends z.ZodType = z.ZodUnknown,
>(
  route: S,
  { scope, answer, form, page, limit }: EndpointOptions<A, F, R>,
  handler: (
    call: Call<z.output<F>, ParamsOf<S>, ViewerOf<A>>,
  ) => Promise<Written<z.output<R>> | Reply<Written<z.output<R>>>>,
): Endpoint {
  const [method, path] = route.split(' ') as [Method, string]
  return { method, path, scope, form, answer, page, limit, handler: handler as (call: Call) => Promise<unknown> }
}
