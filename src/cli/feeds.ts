import { Command } from 'commander'
import { hasFailedLong } from '../core/followed-feeds/find.ts'
import { listFollowedFeeds, readFeedNow } from '../core/followed-feeds/list.ts'
import { type Cli, printResult, renderTable, showTime, withApp } from './cli.ts'
import { limitOption } from './limit-option.ts'

/** `atoll feeds`: the feeds of other sites that people here follow. */
export function feedsCommand(cli: Cli): Command {
  return new Command('feeds')
    .description('List the feeds of other sites that people here follow, and read one now')
    .addCommand(list(cli))
    .addCommand(read(cli))
}

function list(cli: Cli): Command {
  return new Command('list')
    .description('List the feeds that are read, the next one first')
    .addOption(limitOption(50))
    .option('--json', 'print JSON')
    .action(({ limit, json }: { limit: number; json?: boolean }) =>
      withApp(cli, async (app) => {
        const value = (await listFollowedFeeds(app, limit)).map((feed) => ({
          address: feed.uri,
          followers: feed.followers_count,
          read_at: feed.read_at === null ? null : showTime(feed.read_at),
          next_read_at: showTime(feed.next_read_at),
          failures: feed.failures,
          fails_long: hasFailedLong(app, feed),
          has_hub: feed.hub_until !== null && feed.hub_until > app.clock.now(),
        }))
        printResult(cli, json, value, () =>
          value.length === 0
            ? ['Nobody here follows a feed.']
            : renderTable(
                ['FEED', 'FOLLOWERS', 'READ', 'NEXT', 'FAILURES', 'HUB'],
                value.map((one) => [
                  one.address,
                  String(one.followers),
                  one.read_at ?? '–',
                  one.next_read_at,
                  String(one.failures),
                  one.has_hub ? 'yes' : 'no',
                ]),
              ),
        )
      }),
    )
}

function read(cli: Cli): Command {
  return new Command('refresh')
    .description('Read a feed within a minute')
    .argument('<address>', 'address of the feed, as `atoll feeds list` shows it')
    .option('--json', 'print JSON')
    .action((address: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        await readFeedNow(app, address)
        printResult(cli, json, { address, refresh: true }, () => [`${address} will be read within a minute.`])
      }),
    )
}
