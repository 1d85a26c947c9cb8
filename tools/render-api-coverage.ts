import type { Endpoint } from '../src/api/http/endpoint.ts'
import { endpoints } from '../src/api/index.ts'

/** Renders the client API as a page: every endpoint with the scope it needs. */
export function renderApiCoverage(): string {
  const rows = endpoints.map(rowOf).toSorted((a, b) => compare(a.sortKey, b.sortKey))
  return [
    '# Client API',
    '',
    '<!-- Made by `npm run docs` from src/api/index.ts: do not edit. -->',
    '',
    'Every endpoint that Atoll serves, in the shapes of the Mastodon API. `PUT` and `PATCH` are accepted alike.',
    '“public / scope”: anybody may ask, but a token that is sent must have the scope.',
    '',
    `${rows.length} endpoints.`,
    '',
    '| endpoint | scope |',
    '|---|---|',
    ...rows.map(({ line }) => line),
    '',
  ].join('\n')
}

function rowOf({ method, path, scope }: Endpoint) {
  return { sortKey: `${path} ${method}`, line: `| \`${method} ${path}\` | ${scope} |` }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
