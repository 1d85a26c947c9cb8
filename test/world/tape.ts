/** A request between servers of a world: `lagoon.test → reef.test  POST /inbox  Create(Note)  202`. */
export interface Exchange {
  from: string
  to: string
  method: string
  /** With its query. */
  path: string
  /** `Create(Note)` for a posted activity. */
  activity?: string
  /** The status of the answer; absent if there was none. */
  status?: number
  /** Why there was no answer. */
  note?: string
}

/** A longer tape would hide its end, which matters most. */
const SHOWN = 80

/** Records every request between the servers of a world. */
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

  /** One line per exchange, the latest last. */
  format(): string {
    const left = Math.max(this.exchanges.length - SHOWN, 0)
    const lines = this.exchanges.slice(left).map(formatExchange)
    return (left > 0 ? [`(${left} earlier)`, ...lines] : lines).join('\n')
  }
}

function formatExchange({ from, to, method, path, activity, status, note }: Exchange): string {
  return [`${from} → ${to}`, method, path, activity, status, note].filter((part) => part !== undefined).join('  ')
}

/** The type of an activity with its object's: `Create(Note)`, `Undo(Like)`, `Delete`. */
export function nameOf(activity: unknown): string | undefined {
  if (typeof activity !== 'object' || activity === null || !('type' in activity)) return undefined
  const object = 'object' in activity ? nameOf(activity.object) : undefined
  return object === undefined ? String(activity.type) : `${activity.type}(${object})`
}
