/** A random history of somebody at another server: what happened there, and the activities that tell of it. */
import fc from 'fast-check'
import type { Json } from '../world/peer.ts'
import { type PeerActor, PUBLIC } from '../world/peer-actor.ts'

const NOTES = 3
const FACTS = ['like', 'boost', 'follow'] as const
type Fact = (typeof FACTS)[number]

export type Deed =
  | { kind: 'create'; note: number; isForFollowers: boolean }
  | { kind: 'edit' | 'narrow' | 'delete'; note: number }
  | { kind: 'do' | 'undo'; fact: Fact }

interface OriginNote {
  id: string
  text: string
  isForFollowers: boolean
  /** Whether everybody might see it at some time. */
  wasForAll: boolean
  isDeleted: boolean
}

/** What the origin holds in the end. */
export interface OriginState {
  notes: (OriginNote | undefined)[]
  facts: Record<Fact, boolean>
}

export interface OriginHistory {
  activities: Json[]
  state: OriginState
  /** The activity that tells the present state of a fact once more. */
  tellAgain(fact: Fact): Json
}

const note = fc.nat(NOTES - 1)
const fact = fc.constantFrom(...FACTS)
export const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), note, isForFollowers: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('edit' as const), note }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('narrow' as const, 'delete' as const), note }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('do' as const, 'undo' as const), fact }) },
  ),
  { minLength: 1, maxLength: 14 },
)

interface Target {
  personUri: string
  statusUri: string
}

/** @param tick lets time pass at the origin between two deeds */
export async function playHistory(
  actor: PeerActor,
  plan: readonly Deed[],
  target: Target,
  tick: () => Promise<void>,
): Promise<OriginHistory> {
  const history = new Writer(actor, target)
  for (const deed of plan) {
    await tick()
    if ('fact' in deed) history.setFact(deed.fact, deed.kind === 'do')
    else history.change(deed)
  }
  return history
}

class Writer implements OriginHistory {
  readonly activities: Json[] = []
  readonly state: OriginState = { notes: [], facts: { like: false, boost: false, follow: false } }
  readonly #actor: PeerActor
  readonly #target: Target
  readonly #documents: (Json & { id: string })[] = []
  readonly #done: Partial<Record<Fact, Json>> = {}

  constructor(actor: PeerActor, target: Target) {
    this.#actor = actor
    this.#target = target
  }

  change(deed: Exclude<Deed, { fact: Fact }>): void {
    const known = this.state.notes[deed.note]
    if (deed.kind === 'create') {
      if (!known) this.#create(deed.note, deed.isForFollowers)
    } else if (known && !known.isDeleted) {
      if (deed.kind === 'delete') this.#delete(deed.note)
      else this.#edit(deed.note, deed.kind === 'narrow')
    }
  }

  setFact(fact: Fact, isTrue: boolean): void {
    if (this.state.facts[fact] === isTrue) return
    this.state.facts[fact] = isTrue
    const undone = this.#done[fact]
    const deed = isTrue || !undone ? this.#newDeed(fact) : undefined
    if (deed) this.#done[fact] = deed
    this.activities.push(isTrue ? (deed as Json) : this.#actor.undo(undone as Json))
  }

  tellAgain(fact: Fact): Json {
    const deed = this.#newDeed(fact)
    return this.state.facts[fact] ? deed : this.#actor.undo(this.#done[fact] ?? deed)
  }

  #newDeed(fact: Fact): Json {
    if (fact === 'like') return this.#actor.like(this.#target.statusUri)
    if (fact === 'boost') return this.#actor.announce(this.#target.statusUri)
    return this.#actor.follow(this.#target.personUri)
  }

  #create(at: number, isForFollowers: boolean): void {
    const text = `note ${at}`
    const audience = isForFollowers ? { to: [this.#actor.followers], cc: [] } : { to: [PUBLIC], cc: [] }
    const document = this.#actor.note(text, audience)
    this.#documents[at] = document
    this.state.notes[at] = { id: document.id, text, isForFollowers, wasForAll: !isForFollowers, isDeleted: false }
    this.activities.push(this.#actor.create(document))
  }

  #edit(at: number, narrows: boolean): void {
    const [known, document] = [this.state.notes[at], this.#documents[at]]
    if (!known || !document) return
    known.text = `${known.text}+`
    known.isForFollowers ||= narrows
    const audience = narrows ? { to: [this.#actor.followers] } : {}
    const edited = this.#actor.edited(document, known.text, audience)
    this.#documents[at] = edited
    this.activities.push(this.#actor.update(edited))
  }

  #delete(at: number): void {
    const known = this.state.notes[at]
    if (!known) return
    known.isDeleted = true
    this.#actor.peer.serve(known.id, 410)
    this.activities.push(this.#actor.delete(known.id))
  }
}
