/**
 * State that belongs to one server, declared next to the only code that uses it:
 *
 *     const seen = slot(() => new LruMap<string, number>({ max: 1_000 }))
 *     app.slot(seen).get(host)
 *
 * The slot itself is a constant. Each server creates its own value on first use.
 */
interface Slot<T extends object> {
  readonly make: () => T
}

/** Returns this server's value of a slot. Costs one look-up in a map. */
export type Slots = <T extends object>(slot: Slot<T>) => T

export function slot<T extends object>(make: () => T): Slot<T> {
  return { make }
}

export function createSlots(): Slots {
  const values = new Map<Slot<object>, object>()
  return <T extends object>(slot: Slot<T>): T => {
    const known = values.get(slot)
    if (known) return known as T
    const value = slot.make()
    values.set(slot, value)
    return value
  }
}
