import { Command } from 'commander'
import { NotFound } from '../core/errors.ts'
import { countJobs, discardJob, listJobs, retryJob } from '../jobs/inspect.ts'
import { parseId } from '../lib/ids.ts'
import { answer, type Cli, showTime, table, withApp } from './cli.ts'

/** `atoll jobs`: what waits, what runs, what was parked. */
export function jobsCommand(cli: Cli): Command {
  return new Command('jobs')
    .description('Count the waiting jobs; list, retry and discard them')
    .option('--json', 'answer in JSON')
    .action(({ json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const counts = await countJobs(app.db)
        answer(cli, json, counts, () =>
          counts.length === 0
            ? ['No jobs: everything is done.']
            : table(
                ['JOB', 'WAITING', 'RUNNING', 'PARKED'],
                counts.map((one) => [one.name, String(one.waiting), String(one.running), String(one.dead)]),
              ),
        )
      }),
    )
    .addCommand(list(cli))
    .addCommand(change(cli, 'retry', 'Run a job now, with its tries given back', 'will run now'))
    .addCommand(change(cli, 'discard', 'Drop a job', 'is dropped'))
}

function list(cli: Cli): Command {
  return new Command('list')
    .description('List the jobs that are next')
    .option('--parked', 'those that failed too often and wait for a person')
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'answer in JSON')
    .action(({ parked, limit, json }: { parked?: boolean; limit: string; json?: boolean }) =>
      withApp(cli, async (app) => {
        const rows = await listJobs(app.db, { dead: parked ?? false, limit: Math.max(1, Number(limit) || 50) })
        const value = rows.map((row) => ({
          id: String(row.id),
          name: row.name,
          attempts: row.attempts,
          run_at: showTime(row.run_at),
          lane: row.lane,
          last_error: row.last_error,
        }))
        answer(cli, json, value, () =>
          table(
            ['ID', 'JOB', 'TRIES', 'DUE', 'HOST', 'LAST ERROR'],
            value.map((one) => [
              one.id,
              one.name,
              String(one.attempts),
              one.run_at,
              one.lane ?? '–',
              one.last_error ?? '',
            ]),
          ),
        )
      }),
    )
}

function change(cli: Cli, verb: 'retry' | 'discard', sentence: string, done: string): Command {
  return new Command(verb)
    .description(sentence)
    .argument('<id>', 'as `atoll jobs list` shows it')
    .option('--json', 'answer in JSON')
    .action((text: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const id = parseId(text)
        const changed =
          id !== undefined &&
          (await (verb === 'retry' ? retryJob(app.db, id, app.clock.now()) : discardJob(app.db, id)))
        if (!changed) throw new NotFound(`There is no waiting job ${text}.`)
        answer(cli, json, { id: text, [verb]: true }, () => [`Job ${text} ${done}.`])
      }),
    )
}
