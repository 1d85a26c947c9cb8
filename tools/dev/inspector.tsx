/** One page that shows the users, the requests between the servers and the jobs that wait. It reloads itself. */
import { countJobs, listJobs } from '../../src/jobs/inspect.ts'
import { toDocument } from '../../src/pages/http/document.ts'
import type { Server } from '../../src/server.ts'
import type { Exchange, Tape } from '../../test/world/tape.ts'
import type { Seeded } from './seed.ts'

const RELOAD_S = '2'
const STYLE = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{margin:24px auto;max-width:70rem;padding:0 16px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid light-dark(#dedbd4,#2c3035);vertical-align:top}
code{font-size:.9em;overflow-wrap:anywhere}h2{margin:28px 0 6px;font-size:1.05rem}.bad{color:light-dark(#b3261e,#f2938c)}`

export interface Watched {
  servers: readonly Server[]
  people: readonly Seeded[]
  tape: Tape
}

/** The page as HTML. */
export async function inspect({ servers, people, tape }: Watched): Promise<string> {
  const jobs = await Promise.all(
    servers.map(async ({ app }) => ({
      app,
      counts: await countJobs(app.db),
      next: await listJobs(app.db, { limit: 10 }),
    })),
  )
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="refresh" content={RELOAD_S} />
        <title>Atoll dev</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <h1>Two servers</h1>
        <People people={people} />
        {jobs.map(({ app, counts, next }) => (
          <>
            <h2>
              Jobs of <a href={app.uris.origin}>{app.uris.host}</a>
            </h2>
            <p>
              {counts.length === 0
                ? 'None: everything is done.'
                : counts
                    .map((one) => `${one.name}: ${one.waiting} waiting, ${one.running} running, ${one.dead} parked`)
                    .join(' · ')}
            </p>
            {next.map((job) => (
              <p>
                <code>
                  {job.name} {job.lane ?? ''} tries {job.attempts}, due {new Date(job.run_at).toISOString()}{' '}
                  {job.last_error ?? ''}
                </code>
              </p>
            ))}
          </>
        ))}
        <h2>Requests between servers, the latest first</h2>
        <p>
          WebFinger tries https first. These servers have only http, so a refused request followed by a second one is
          right.
        </p>
        <table>
          {tape.exchanges.toReversed().map((one) => (
            <Line exchange={one} />
          ))}
        </table>
        <h2>Mail</h2>
        <p>Atoll does not send mail yet.</p>
      </body>
    </html>
  )
  return toDocument(page)
}

function People({ people }: { people: readonly Seeded[] }) {
  return (
    <table>
      <tr>
        <th>Person</th>
        <th>API key</th>
      </tr>
      {people.map((one) => (
        <tr>
          <td>
            <a href={one.page}>{one.handle}</a>
          </td>
          <td>
            <code>{one.key}</code>
          </td>
        </tr>
      ))}
    </table>
  )
}

function Line({ exchange: { from, to, method, path, activity, status, note } }: { exchange: Exchange }) {
  const bad = status === undefined || status >= 400
  return (
    <tr class={bad ? 'bad' : undefined}>
      <td>
        {from} → {to}
      </td>
      <td>
        {method} <code>{path}</code>
      </td>
      <td>{activity}</td>
      <td>
        {status} {note}
      </td>
    </tr>
  )
}
