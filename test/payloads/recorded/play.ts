/** Plays each recorded document to our server, and compares what follows with what is expected. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scenario } from '../../world/scenario.ts'
import { differences } from './differences.ts'
import type { Expectation, Route } from './expectation.ts'
import { type Facts, gatherFacts } from './facts.ts'
import { deliver, prepare } from './prepare.ts'
import { READERS } from './readers.ts'
import { actorIds, addressOf, loadRecording, routeFor } from './recording.ts'
import { Stage } from './stage.ts'

export function playRecording(name: string): void {
  const recording = loadRecording(name)
  test(`${name}: every document has an entry, and every entry a document`, () => {
    assert.deepEqual(Object.keys(recording.documents).toSorted(), [...recording.texts.keys()].toSorted())
  })
  for (const [document, expected] of Object.entries(recording.documents)) {
    const title = `${name}/${document}: ${titleOf(expected)}`
    const play = PLAYS[routeFor(recording, document)]
    const read = READERS[routeFor(recording, document)]
    if (read) test(title, () => check(expected, () => read(recording, document)))
    if (play)
      scenario(title, async (world) => {
        const stage = await new Stage(world, recording, document).open()
        await check(expected, () => play(stage, document))
      })
  }
}

/** A pending entry must fail. */
async function check(expected: Expectation, outcome: () => unknown): Promise<void> {
  const run = async () => compare(await outcome(), expected)
  if (expected.pending === undefined) return run()
  await assert.rejects(run, assert.AssertionError, 'This works now. Remove `pending` from the entry.')
}

function titleOf({ why, declined, unused, pending }: Expectation): string {
  const reason = declined ?? unused
  return [pending && `pending: ${pending}`, reason, why].filter(Boolean).join(' ') || 'takes effect'
}

function compare(actual: unknown, { changes, gives, declined, unused }: Expectation): void {
  const stated = [changes, gives, declined, unused].filter((one) => one !== undefined)
  const seen = JSON.stringify(actual, null, 2)
  assert.equal(
    stated.length,
    1,
    `An entry has one of \`changes\`, \`gives\`, \`declined\` and \`unused\`. Seen: ${seen}`,
  )
  assert.deepEqual(JSON.parse(seen), changes ?? gives ?? {})
}

type Play = (stage: Stage, name: string) => Promise<unknown>

const PLAYS: Partial<Record<Route, Play>> = {
  delivery: (stage, name) => changesBy(stage, name, () => deliver(stage, name)),
  'look-up': (stage, name) => changesBy(stage, name, () => stage.reader.search(addressOf(stage.recording, name))),
  none: visits,
}

async function changesBy(stage: Stage, name: string, act: () => Promise<unknown>): Promise<unknown> {
  await prepare(stage, name)
  const before = await facts(stage)
  await act()
  await stage.world.pass(stage.expectation(name).wait ?? '0 seconds')
  return differences(before, await facts(stage))
}

async function facts(stage: Stage): Promise<Facts> {
  const found = await gatherFacts(stage.server, [...stage.people.values()])
  return new Map(JSON.parse(await stage.addresses.toRecorded(JSON.stringify([...found]), stage.server)))
}

/** Looks up every actor of the recorded server. @returns the requests for the document */
async function visits(stage: Stage, name: string): Promise<unknown> {
  const { pathname, search, origin } = new URL(addressOf(stage.recording, name))
  for (const id of actorIds(stage.recording)) await stage.reader.search(id)
  await stage.world.settle()
  const { requests } = await stage.origin.peer(origin)
  assert.ok(requests.length > 0)
  return { ...requests.filter((request) => request === `GET ${pathname}${search}`) }
}
