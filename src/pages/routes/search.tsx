/** `/search?q=&type=`: finds people, hashtags, and what a handle or an address names on any server. */
import type { VNode } from 'preact'
import { findAccountsByIds } from '../../core/accounts/find.ts'
import { lookup } from '../../core/search/lookup.ts'
import { type SearchQuery, search } from '../../core/search/search.ts'
import { loadStatuses } from '../../core/statuses/view.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { AccountList } from '../components/account-row.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { Tabs } from '../components/navigation.tsx'
import { pagesOf } from '../components/person.tsx'
import { postPath } from '../components/post-card.tsx'
import { SearchBox } from '../components/search-box.tsx'
import { relationshipsOf } from '../http/list-page.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { requireSender, type Visit } from '../visit/visit.ts'

const MAX_QUERY = 2_048
const RESULTS = 40
const TYPES = { '': 'All', accounts: 'People', hashtags: 'Hashtags' } as const

interface Query {
  q: string
  type: keyof typeof TYPES
}

/** A handle with its host, or an address, leads to what it names. A look-up asks other servers, so it is counted. */
export async function searchPage(visit: Visit): Promise<Answer> {
  const { account } = requireSender(visit)
  const query = queryOf(visit)
  if (query.q === '') return show(visit, query, null)
  const named = await lookup(visit.app, account, query.q, { resolve: true })
  const isExact = named?.isUrl || /.@/.test(query.q)
  if (named?.account && isExact) return leadTo(visit, pagesOf(named.account))
  if (named?.status) return toPost(visit, named.status.id)
  if (named && isExact) return show(visit, query, <EmptyState text={sentenceOf(named.problem ?? ['account-hidden'])} />)
  return show(visit, query, await results(visit, query))
}

function queryOf({ request }: Visit): Query {
  const params = new URLSearchParams(request.query)
  const type = params.get('type')
  return {
    q: (params.get('q') ?? '').replaceAll('\0', '').toWellFormed().slice(0, MAX_QUERY).trim(),
    type: type === 'accounts' || type === 'hashtags' ? type : '',
  }
}

async function toPost(visit: Visit, id: number): Promise<Answer> {
  const [view] = await loadStatuses(visit.app, [id], visit.visitor?.account)
  const path = view && postPath(view.boostOf ?? view, visit)
  return path ? leadTo(visit, path) : show(visit, queryOf(visit), <EmptyState text={sentenceOf(['account-hidden'])} />)
}

async function results(visit: Visit, { q, type }: Query): Promise<VNode> {
  const wanted: SearchQuery = { q, resolve: false, following: false, limit: RESULTS, offset: 0, ...(type && { type }) }
  const found = await search(visit.app, visit.visitor?.account, wanted)
  const [accounts, relationships] = await Promise.all([
    findAccountsByIds(visit.app, found.accounts),
    relationshipsOf(visit, found.accounts),
  ])
  if (accounts.length + found.hashtags.length === 0)
    return (
      <EmptyState text="Nothing was found. The text of posts is not searched. To find a person or a community on another server, enter the whole handle, such as @name@social.example or !name@social.example." />
    )
  return (
    <>
      {accounts.length > 0 && <h2>People</h2>}
      {accounts.length > 0 && (
        <AccountList visit={visit} accounts={accounts} relationships={relationships} empty="" turns={{}} />
      )}
      {found.hashtags.length > 0 && <h2>Hashtags</h2>}
      <ul class="tags">
        {found.hashtags.map(({ name }) => (
          <li>
            <a href={`/tags/${encodeURIComponent(name)}`}>
              #<bdi>{name}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

function show(visit: Visit, { q, type }: Query, body: VNode | null): Promise<Answer> {
  const address = (kind: string) => `/search?${new URLSearchParams({ q, ...(kind && { type: kind }) })}`
  const tabs = Object.fromEntries(Object.entries(TYPES).map(([kind, name]) => [address(kind), name]))
  return respond(visit, {
    head: { title: q ? `Search: ${q}` : 'Search', noindex: true },
    body: (
      <>
        <h1>Search</h1>
        <SearchBox q={q} type={type} hasFocus={q === ''} />
        {q !== '' && <Tabs label="Kind of results" tabs={tabs} here={address(type)} />}
        {body}
      </>
    ),
  })
}
