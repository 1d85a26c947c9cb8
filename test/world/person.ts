/** A user of one of our servers: a client of the public API with a real token. */
import assert from 'node:assert/strict'
import type { AccountEntity } from '../../src/api/entities/account.ts'
import type { ContextEntity } from '../../src/api/entities/context.ts'
import type { NotificationEntity } from '../../src/api/entities/notification.ts'
import type { RelationshipEntity } from '../../src/api/entities/relationship.ts'
import type { SearchResultsEntity } from '../../src/api/entities/search-results.ts'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import { fileForm } from './photograph.ts'
import type { TestServer } from './test-server.ts'

/** One response of the API. */
export interface Answer {
  status: number
  headers: Headers
  /** The JSON, or the text if it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads fields of many shapes, and fails if they are missing
  body: any
}

/** A server that a client can reach: one of a world, or one in its own process. */
export interface Reachable {
  readonly host: string
  readonly origin: string
  fetch(request: Request): Promise<Response>
}

/** A person, an entity, or a handle `name@host`. */
export type AccountRef = Person<Reachable> | { id: string } | string

export interface Draft {
  media_ids?: string[]
  visibility?: 'public' | 'unlisted' | 'private' | 'direct'
  spoiler_text?: string
  content_type?: 'text/plain' | 'text/markdown'
  sensitive?: boolean
  language?: string
  in_reply_to_id?: string
}

export class Person<At extends Reachable = TestServer> {
  readonly server: At
  readonly account: AccountEntity
  readonly #key: string

  constructor(server: At, key: string, account: AccountEntity) {
    this.server = server
    this.account = account
    this.#key = key
  }

  static async signIn<At extends Reachable>(server: At, key: string): Promise<Person<At>> {
    const client = new Person(server, key, {} as AccountEntity)
    return new Person(server, key, await client.call('GET', '/api/v1/accounts/verify_credentials'))
  }

  get id(): string {
    return this.account.id
  }

  /** `ana@lagoon.test` */
  get handle(): string {
    return `${this.account.username}@${this.server.host}`
  }

  /** The ActivityPub id. */
  get uri(): string {
    return this.account.uri
  }

  /** Sends any request with this person's key, and returns whatever is answered. */
  async api(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const request = new Request(new URL(path, this.server.origin), {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        host: this.server.host,
        ...(body && !(body instanceof FormData) && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
    const response = await this.server.fetch(request)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parse(text) }
  }

  /**
   * Sends a request that must succeed.
   * @returns its body
   */
  // biome-ignore lint/suspicious/noExplicitAny: as `Answer.body`
  async call(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<any> {
    const answer = await this.api(method, path, body, headers)
    const about = `${this.account.acct ?? ''} ${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)}`
    assert.ok(answer.status >= 200 && answer.status < 300, about)
    return answer.body
  }

  // Media

  /** Uploads a file. @returns its id */
  async upload(bytes: Uint8Array, texts: Record<string, string> = {}): Promise<string> {
    return (await this.call('POST', '/api/v2/media', fileForm(bytes, texts))).id
  }

  // Statuses

  post(text: string, draft: Draft = {}, headers?: Record<string, string>): Promise<StatusEntity> {
    return this.call('POST', '/api/v1/statuses', { status: text, ...draft }, headers)
  }

  reply(to: StatusEntity, text: string, draft: Draft = {}): Promise<StatusEntity> {
    return this.post(text, { in_reply_to_id: to.id, ...draft })
  }

  edit(status: StatusEntity, text: string, draft: Draft = {}): Promise<StatusEntity> {
    return this.call('PUT', `/api/v1/statuses/${status.id}`, { status: text, ...draft })
  }

  delete(status: StatusEntity): Promise<StatusEntity> {
    return this.call('DELETE', `/api/v1/statuses/${status.id}`)
  }

  /** @param action `reblog`, `unfavourite`, …, as in the API's paths */
  interact(status: { id: string }, action: string): Promise<StatusEntity> {
    return this.call('POST', `/api/v1/statuses/${status.id}/${action}`)
  }

  boost = (status: StatusEntity) => this.interact(status, 'reblog')
  unboost = (status: StatusEntity) => this.interact(status, 'unreblog')
  favourite = (status: StatusEntity) => this.interact(status, 'favourite')
  unfavourite = (status: StatusEntity) => this.interact(status, 'unfavourite')
  bookmark = (status: StatusEntity) => this.interact(status, 'bookmark')
  pin = (status: StatusEntity) => this.interact(status, 'pin')
  unpin = (status: StatusEntity) => this.interact(status, 'unpin')

  /** The status as this person sees it now. */
  view(status: { id: string }): Promise<StatusEntity> {
    return this.call('GET', `/api/v1/statuses/${status.id}`)
  }

  /** 200, or 404 if this person may not see the status. */
  async viewCode(status: { id: string }): Promise<number> {
    return (await this.api('GET', `/api/v1/statuses/${status.id}`)).status
  }

  thread(status: { id: string }): Promise<ContextEntity> {
    return this.call('GET', `/api/v1/statuses/${status.id}/context`)
  }

  // Search

  search(query: string, options: Record<string, string> = {}): Promise<SearchResultsEntity> {
    return this.call('GET', `/api/v2/search?${new URLSearchParams({ q: query, resolve: 'true', ...options })}`)
  }

  /** The local copy of the status at this address, fetched if necessary. */
  async find(url: string): Promise<StatusEntity> {
    const { statuses } = await this.search(url)
    assert.ok(statuses[0], `${this.handle} finds no status at ${url}`)
    return statuses[0]
  }

  async findAccount(account: AccountRef): Promise<AccountEntity> {
    const query = typeof account === 'string' ? account : account instanceof Person ? account.handle : undefined
    if (query === undefined) return this.call('GET', `/api/v1/accounts/${(account as { id: string }).id}`)
    const { accounts } = await this.search(query, { type: 'accounts' })
    assert.ok(accounts[0], `${this.handle} finds no account ${query}`)
    return accounts[0]
  }

  // Accounts

  async #act(account: AccountRef, action: string, body: object = {}): Promise<RelationshipEntity> {
    const { id } = await this.findAccount(account)
    return this.call('POST', `/api/v1/accounts/${id}/${action}`, body)
  }

  follow = (account: AccountRef, options?: { reblogs?: boolean; notify?: boolean }) =>
    this.#act(account, 'follow', options)
  unfollow = (account: AccountRef) => this.#act(account, 'unfollow')
  block = (account: AccountRef) => this.#act(account, 'block')
  unblock = (account: AccountRef) => this.#act(account, 'unblock')
  mute = (account: AccountRef, options?: { notifications?: boolean; duration?: number }) =>
    this.#act(account, 'mute', options)
  unmute = (account: AccountRef) => this.#act(account, 'unmute')

  async relationship(account: AccountRef): Promise<RelationshipEntity> {
    const { id } = await this.findAccount(account)
    const [relationship] = await this.call('GET', `/api/v1/accounts/relationships?id[]=${id}`)
    return relationship
  }

  followRequests(): Promise<AccountEntity[]> {
    return this.call('GET', '/api/v1/follow_requests')
  }

  /** @param action what to do with the follow request of `account` */
  async answer(account: AccountRef, action: 'authorize' | 'reject'): Promise<RelationshipEntity> {
    const { id } = await this.findAccount(account)
    return this.call('POST', `/api/v1/follow_requests/${id}/${action}`)
  }

  async statusesOf(account: AccountRef, query = ''): Promise<StatusEntity[]> {
    const { id } = await this.findAccount(account)
    return this.call('GET', `/api/v1/accounts/${id}/statuses${query}`)
  }

  // Timelines

  home(query = ''): Promise<StatusEntity[]> {
    return this.call('GET', `/api/v1/timelines/home${query}`)
  }

  /** The texts in the home timeline, newest first, without markup. */
  async homeTexts(): Promise<string[]> {
    return (await this.home()).map((status) => textOf(status.reblog ?? status))
  }

  notifications(query = ''): Promise<NotificationEntity[]> {
    return this.call('GET', `/api/v1/notifications${query}`)
  }

  /** `mention bo@reef.test` for each notification, newest first. */
  async notified(): Promise<string[]> {
    return (await this.notifications()).map(({ type, account }) => `${type} ${account.acct}`)
  }
}

/** The text of a status, without markup. */
export function textOf({ content }: { content: string }): string {
  return content
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
