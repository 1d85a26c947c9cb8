import { Command } from 'commander'
import { NotFound } from '../core/errors.ts'
import { countJobs, discardJob, listJobs, retryJob } from '../jobs/inspect.ts'
import { parseId } from '../lib/ids.ts'
import { type Cli, printResult, renderTable, showTime, withApp } from './cli.ts'
import { limitOption } from './limit-option.ts'

/** `atoll jobs`: waiting, running and parked jobs. */
export function jobsCommand(cli: Cli): Command {
  return new Command('jobs')
    .description('Count, list, retry and discard background jobs')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const counts = await countJobs(app.db)
        printResult(cli, json, counts, () =>
          counts.length === 0
            ? ['No jobs are waiting.']
            : renderTable(
                ['JOB', 'WAITING', 'RUNNING', 'PARKED'],
                counts.map((one) => [one.name, String(one.waiting), String(one.running), String(one.dead)]),
              ),
        )
      }),
    )
    .addCommand(list(cli))
    .addCommand(change(cli, 'retry', 'Run a job now and reset its attempts', 'will run now'))
    .addCommand(change(cli, 'discard', 'Discard a job', 'is discarded'))
}

function list(cli: Cli): Command {
  return new Command('list')
    .description('List the next jobs')
    .option('--parked', 'list parked jobs instead: they failed too often and are not retried')
    .addOption(limitOption(50))
    .option('--json', 'print JSON')
    .action(({ parked, limit, json }: { parked?: boolean; limit: number; json?: boolean }) =>
      withApp(cli, async (app) => {
        const rows = await listJobs(app.db, { dead: parked ?? false, limit })
        const value = rows.map((row) => ({
          id: String(row.id),
          name: row.name,
          attempts: row.attempts,
          run_at: showTime(row.run_at),
          lane: row.lane,
          last_error: row.last_error,
        }))
        printResult(cli, json, value, () =>
          renderTable(
            ['ID', 'JOB', 'ATTEMPTS', 'DUE', 'HOST', 'LAST ERROR'],
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
    .argument('<id>', 'id as shown by `atoll jobs list`')
    .option('--json', 'print JSON')
    .action((text: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const id = parseId(text)
        const changed =
          id !== undefined &&
          (await (verb === 'retry' ? retryJob(app.db, id, app.clock.now()) : discardJob(app.db, id)))
        if (!changed) throw new NotFound('no-waiting-job', { id: text })
        printResult(cli, json, { id: text, [verb]: true }, () => [`Job ${text} ${done}.`])
      }),
    )
}
