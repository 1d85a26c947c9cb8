/** A random history of an account on another server: its state there, and the activities that announce each change. */
import fc from 'fast-check'
import type { Json } from '../world/peer.ts'
import { type PeerActor, PUBLIC } from '../world/peer-actor.ts'

const NOTES = 3
const FACTS = ['like', 'boost', 'follow'] as const
type Fact = (typeof FACTS)[number]

export type Action =
  | { kind: 'create'; note: number; isForFollowers: boolean }
  | { kind: 'edit' | 'narrow' | 'delete'; note: number }
  | { kind: 'do' | 'undo'; fact: Fact }

interface OriginNote {
  id: string
  text: string
  isForFollowers: boolean
  /** Whether it was public at some time. */
  wasPublic: boolean
  isDeleted: boolean
}

/** The final state of the origin. */
export interface OriginState {
  notes: (OriginNote | undefined)[]
  facts: Record<Fact, boolean>
}

export interface OriginHistory {
  activities: Json[]
  state: OriginState
  /** A new activity that announces the current state of a fact. */
  announceAgain(fact: Fact): Json
}

const note = fc.nat(NOTES - 1)
const fact = fc.constantFrom(...FACTS)
export const actions: fc.Arbitrary<Action[]> = fc.array(
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

/** @param tick lets time pass at the origin before each action */
export async function playHistory(
  actor: PeerActor,
  plan: readonly Action[],
  target: Target,
  tick: () => Promise<void>,
): Promise<OriginHistory> {
  const history = new Writer(actor, target)
  for (const action of plan) {
    await tick()
    if ('fact' in action) history.setFact(action.fact, action.kind === 'do')
    else history.change(action)
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

  change(action: Exclude<Action, { fact: Fact }>): void {
    const known = this.state.notes[action.note]
    if (action.kind === 'create') {
      if (!known) this.#create(action.note, action.isForFollowers)
    } else if (known && !known.isDeleted) {
      if (action.kind === 'delete') this.#delete(action.note)
      else this.#edit(action.note, action.kind === 'narrow')
    }
  }

  setFact(fact: Fact, isTrue: boolean): void {
    if (this.state.facts[fact] === isTrue) return
    this.state.facts[fact] = isTrue
    const undone = this.#done[fact]
    const activity = isTrue || !undone ? this.#newActivity(fact) : undefined
    if (activity) this.#done[fact] = activity
    this.activities.push(isTrue ? (activity as Json) : this.#actor.undo(undone as Json))
  }

  announceAgain(fact: Fact): Json {
    const activity = this.#newActivity(fact)
    return this.state.facts[fact] ? activity : this.#actor.undo(this.#done[fact] ?? activity)
  }

  #newActivity(fact: Fact): Json {
    if (fact === 'like') return this.#actor.like(this.#target.statusUri)
    if (fact === 'boost') return this.#actor.announce(this.#target.statusUri)
    return this.#actor.follow(this.#target.personUri)
  }

  #create(at: number, isForFollowers: boolean): void {
    const text = `note ${at}`
    const audience = isForFollowers ? { to: [this.#actor.followers], cc: [] } : { to: [PUBLIC], cc: [] }
    const document = this.#actor.note(text, audience)
    this.#documents[at] = document
    this.state.notes[at] = { id: document.id, text, isForFollowers, wasPublic: !isForFollowers, isDeleted: false }
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
