/** One route of the client API: its path, scope, form and response. `routes.ts` serves a list of them. */
import type { z } from 'zod'
import type { Config } from '../../config.ts'
import type { App } from '../../core/app.ts'
import type { Page } from '../../core/page.ts'
import type { RateBy } from '../../core/rate-limits/rates.ts'
import type { Viewer } from '../../core/tokens/find.ts'
import type { ClientApp } from '../../db/tables/apps.ts'
import type { UploadedFile } from '../../lib/http-server/multipart/received-parts.ts'
import type { ParamNames } from '../../lib/http-server/param-names.ts'
import type { Id } from '../../lib/ids.ts'
import type { Written } from '../../lib/written-json.ts'
import type { Reply, TextReply } from './reply.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Written as in Mastodon's documentation: `write:statuses` (a token with that scope), several scopes (a token with one
 * of them), `public` (anyone), `public / read:statuses` (anyone, but a token must have that scope), `app` (the token of an
 * app, or of a person who uses one), `app / write:accounts` (the same, with that scope), `client` (the id and secret of an
 * app).
 */
export type Access = string

/** `:id` and `:…_id` are ids, and any other value is a 404. All other parameters are text, decoded once. */
type ParamsOf<P extends string> = { [N in ParamNames<P>]: N extends 'id' | `${string}_id` ? Id : string }
type ViewerOf<A extends Access> = A extends 'public' | `public / ${string}` | AppAccess ? Viewer | undefined : Viewer
type ClientOf<A extends Access> = A extends AppAccess ? ClientApp : undefined
type AppAccess = 'client' | 'app' | `app / ${string}`

/** The fields of a form that take a file each, and the most bytes of it. */
export type FileFields = Readonly<Record<string, (config: Config) => number>>
type FilesOf<N extends string> = { readonly [Name in N]?: UploadedFile }

/** The input of a handler. Every part of it is parsed and checked. */
export interface Call<
  Form = unknown,
  Params = unknown,
  Who = Viewer | undefined,
  By = ClientApp | undefined,
  FileNames extends string = string,
> {
  app: App
  viewer: Who
  /** The app that calls, for the endpoints that are for apps. */
  client: By
  params: Params
  form: Form
  /** They are removed after the handler, unless it has moved them away. */
  files: FilesOf<FileNames>
  page: Page
  /** Clients send it so that a repeated POST has no second effect. */
  idempotencyKey: string | undefined
  /** The client's address (for IPv6 its /64), for rate limits. */
  network: string
}

interface EndpointOptions<A extends Access, F extends z.ZodType, R extends z.ZodType, Files extends FileFields> {
  scope: A
  answer: R
  /** The schema of query and body, which are merged into one object. */
  form?: F
  /** Only for endpoints that need a token. Any other endpoint takes bodies of at most 1 MB. */
  files?: Files
  /** Rows per page: Mastodon's default and maximum for this list. */
  page?: { default: number; max: number }
  /** Counts requests without a token, by network. */
  rate?: RateBy<'network'>
  /** A stricter limit besides the general ones. */
  limit?: RateBy<'network' | 'account'>
  /** Whether people may call before their address is confirmed and a moderator has approved them. */
  forNewcomers?: boolean
}

export interface Endpoint {
  readonly method: Method
  readonly path: string
  readonly scope: Access
  readonly form: z.ZodType | undefined
  readonly files: FileFields | undefined
  readonly answer: z.ZodType
  readonly page: { default: number; max: number } | undefined
  readonly rate: RateBy<'network'>
  readonly limit: RateBy<'network' | 'account'> | undefined
  readonly forNewcomers: boolean
  readonly handler: (call: Call) => Promise<unknown>
}

/** @param route `POST /api/v1/statuses/:id/favourite`. PUT and PATCH accept each other, because clients mix them. */
export function endpoint<
  const S extends `${Method} /${string}`,
  const A extends Access,
  R extends z.ZodType,
  F extends z.ZodType = z.ZodUnknown,
  const Files extends FileFields = Record<never, never>,
>(
  route: S,
  { scope, answer, form, files, page, rate = 'api', limit, forNewcomers = false }: EndpointOptions<A, F, R, Files>,
  handler: (
    call: Call<z.output<F>, ParamsOf<S>, ViewerOf<A>, ClientOf<A>, keyof Files & string>,
  ) => Promise<Written<z.output<R>> | Reply<Written<z.output<R>>> | TextReply>,
): Endpoint {
  const [method, path] = route.split(' ') as [Method, string]
  const run = handler as (call: Call) => Promise<unknown>
  return { method, path, scope, form, files, answer, page, rate, limit, forNewcomers, handler: run }
}
