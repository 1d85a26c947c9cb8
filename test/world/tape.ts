/** Every request between the servers of a world, as a story: `lagoon.test → reef.test  POST /inbox  Create(Note)  202`. */
export interface Exchange {
  from: string
  to: string
  method: string
  /** With its query. */
  path: string
  /** `Create(Note)` for a posted activity. */
  activity?: string
  /** The answer's status; absent when there was no answer. */
  status?: number
  /** What became of it when there was no answer, or what the test did to it. */
  note?: string
}

/** More would hide the end of the story. */
const SHOWN = 80

export class Tape {
  readonly exchanges: Exchange[] = []

  record(exchange: Exchange): Exchange {
    this.exchanges.push(exchange)
    return exchange
  }

  /** The exchanges that have all these properties. */
  find(wanted: Partial<Exchange>): Exchange[] {
    const properties = Object.entries(wanted) as [keyof Exchange, unknown][]
    return this.exchanges.filter((exchange) => properties.every(([name, value]) => exchange[name] === value))
  }

  /** One line an exchange, the latest last. */
  format(): string {
    const left = Math.max(this.exchanges.length - SHOWN, 0)
    const lines = this.exchanges.slice(left).map(formatExchange)
    return (left > 0 ? [`(${left} earlier)`, ...lines] : lines).join('\n')
  }
}

function formatExchange({ from, to, method, path, activity, status, note }: Exchange): string {
  return [`${from} → ${to}`, method, path, activity, status, note].filter((part) => part !== undefined).join('  ')
}

/** `Create(Note)`, `Undo(Like)`, `Delete`: what a body is about. */
export function nameOf(activity: unknown): string | undefined {
  if (typeof activity !== 'object' || activity === null || !('type' in activity)) return undefined
  const object = 'object' in activity ? nameOf(activity.object) : undefined
  return object === undefined ? String(activity.type) : `${activity.type}(${object})`
}
