/** Baseline for a post: one status and a thousand home rows in one durable SQLite transaction. */
import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

const POSTS = 300
const FOLLOWERS = 1_000
const path = `${process.argv[2]}/bare-post.db`
for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
const db = new DatabaseSync(path)
db.exec(`pragma journal_mode = wal; pragma synchronous = full;
  create table statuses (id integer primary key, content text);
  create table follows (account_id integer primary key);
  create table home (account_id integer, status_id integer, primary key (account_id, status_id));
  with recursive r(i) as (select 1 union all select i + 1 from r where i < ${FOLLOWERS}) insert into follows select i from r`)
const status = db.prepare('insert into statuses values (?, ?)')
const home = db.prepare('insert into home select account_id, ? from follows')
const times: number[] = []
for (let id = 1; id <= POSTS; id++) {
  const began = performance.now()
  db.exec('begin immediate')
  status.run(id, 'hello to a thousand')
  home.run(id)
  db.exec('commit')
  times.push(performance.now() - began)
}
times.sort((a, b) => a - b)
console.log(JSON.stringify({ p99: times[Math.floor(POSTS * 0.99)] }))
