/** Baseline for the home timeline: a plain HTTP server, one join of 20 rows in SQLite, one JSON.stringify. */
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const [url = '', accountId = '0'] = process.argv.slice(2)
const db = new DatabaseSync(url.replace(/^sqlite:/, ''), { readOnly: true })
db.exec('pragma mmap_size = 1073741824; pragma cache_size = -64000')
const page = db.prepare(
  `select s.*, a.uri as a_uri, a.username, a.acct_key, a.display_name, a.url as a_url, a.avatar_url, a.followers_count
   from home_entries h join statuses s on s.id = h.status_id join accounts a on a.id = s.account_id
   where h.account_id = ? and h.status_id < ? order by h.status_id desc limit 20`,
)
const server = createServer((_, response) => {
  const body = JSON.stringify(page.all(Number(accountId), Number.MAX_SAFE_INTEGER))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 }))
})
process.on('SIGTERM', () => process.exit(0))
