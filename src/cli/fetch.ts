import { Command } from 'commander'
import { writtenHandle } from '../core/accounts/acct.ts'
import type { App } from '../core/app.ts'
import { AtollError } from '../core/errors.ts'
import type { Status } from '../db/tables/statuses.ts'
import { createRemote } from '../federation/remote.ts'
import type { SafeFetch } from '../lib/http/outgoing.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import { type Cli, printResult, withApp } from './cli.ts'

interface Step {
  method: string
  url: string
  status?: number
  type?: string
  bytes?: number
  ms: number
  refused?: string
}

/** `atoll fetch URL|@handle|!handle`: shows the responses of another server and how Atoll reads them. */
export function fetchCommand(cli: Cli): Command {
  return new Command('fetch')
    .description(
      'Fetch an account or post from another server; show each request, what Atoll read, and what it refused',
    )
    .argument('<address>', 'URL, ActivityPub id, @name@host, or !name@host for a community')
    .option('--json', 'print JSON')
    .action((address: string, { json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const steps: Step[] = []
        const tracing: App = { ...app, fetch: traceFetch(app, steps) }
        const found = await lookUp(tracing, address).catch((error: unknown) => ({ error }))
        const failure = 'error' in found ? found.error : undefined
        printResult(cli, json, { steps, ...(failure ? { refused: message(failure) } : found) }, () => [
          ...steps.map(showStep),
          ...(failure ? [] : Object.entries(found).map(([name, value]) => `${name}: ${value}`)),
        ])
        if (failure) throw failure
      }),
    )
}

async function lookUp(app: App, address: string): Promise<Record<string, unknown>> {
  const remote = createRemote(app)
  if (!/^https?:/.test(address)) return showAccount(await remote.account(address))
  const found = await remote.find(address)
  return found.account ? showAccount(found.account) : showStatus(found.status)
}

function showStatus(status: Status): Record<string, unknown> {
  return {
    is: status.object_type,
    id: status.uri,
    visibility: status.visibility,
    published: new Date(status.created_at).toISOString(),
    content: status.content,
  }
}

function showAccount(account: Awaited<ReturnType<App['remote']['account']>>): Record<string, unknown> {
  return {
    is: account.actor_type,
    id: account.uri,
    handle: writtenHandle(account),
    name: account.display_name,
    inbox: account.inbox_url,
  }
}

function traceFetch(app: App, steps: Step[]): SafeFetch {
  return async (request) => {
    const step: Step = { method: request.method ?? 'GET', url: request.url, ms: 0 }
    steps.push(step)
    const began = app.clock.now()
    try {
      const response = await app.fetch(request)
      Object.assign(step, {
        status: response.status,
        type: response.headers['content-type'],
        bytes: response.body.length,
      })
      return response
    } catch (error) {
      step.refused = message(error)
      throw error
    } finally {
      step.ms = app.clock.now() - began
    }
  }
}

function showStep(step: Step): string {
  const outcome = step.refused
    ? `refused: ${step.refused}`
    : `${step.status} ${step.type ?? 'no type'}, ${step.bytes} bytes`
  return `${step.method} ${step.url}\n  → ${outcome} (${step.ms} ms)`
}

function message(error: unknown): string {
  if (error instanceof AtollError) return sentenceOf(error.reason)
  return error instanceof Error ? error.message : String(error)
}
