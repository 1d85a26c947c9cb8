/** The listeners of the application, as Fedify's guides write them. */
import type { Federation, InboxContext } from '@fedify/fedify'
import {
  Accept,
  Activity,
  Announce,
  Block,
  Create,
  Delete,
  Follow,
  isActor,
  Like,
  Note,
  Person,
  Reject,
  Undo,
  Update,
} from '@fedify/vocab'
import type { FedifyState } from './fedify-state.ts'

type Context = InboxContext<void>

/**
 * Registers the inbox listeners.
 * @param name the only actor of the server
 */
export function listenAtInbox(federation: Federation<void>, state: FedifyState, name: string): void {
  federation
    .setInboxListeners('/users/{identifier}/inbox', '/inbox')
    .setSharedKeyDispatcher(() => ({ identifier: name }))
    .on(Follow, (ctx, follow) => acceptFollow(ctx, state, name, follow))
    .on(Accept, (_, accept) => recordAnswer(state, accept, true))
    .on(Reject, (_, reject) => recordAnswer(state, reject, false))
    .on(Create, (ctx, create) => storeObject(ctx, state, create))
    .on(Update, (ctx, update) => storeObject(ctx, state, update))
    .on(Delete, (_, gone) => record(state, gone, () => state.received.delete(gone.objectId?.href ?? '')))
    .on(Like, (_, like) => record(state, like, () => state.likes.add(pairOf(like))))
    .on(Announce, (_, boost) => record(state, boost, () => state.boosts.add(pairOf(boost))))
    .on(Block, (_, block) => record(state, block, () => state.blocks.add(pairOf(block))))
    .on(Undo, (ctx, undo) => revert(ctx, state, undo))
    .on(Activity, (_, other) => record(state, other, () => {}))
    .onError((_, error) => void state.errors.push(error))
}

export function pairOf({ actorId, objectId }: Activity): string {
  return `${actorId?.href} ${objectId?.href}`
}

function record(state: FedifyState, activity: Activity, change: () => void): void {
  change()
  state.processed.push(activity.constructor.name)
}

async function acceptFollow(ctx: Context, state: FedifyState, name: string, follow: Follow): Promise<void> {
  const follower = await follow.getActor(ctx)
  if (!isActor(follower) || !follower.id) throw new Error('A Follow without an actor')
  const actor = ctx.getActorUri(name)
  const id = new URL(`#accepts/${crypto.randomUUID()}`, actor)
  await ctx.sendActivity({ identifier: name }, follower, new Accept({ id, actor, object: follow }))
  const { href } = follower.id
  record(state, follow, () => state.followers.set(href, follower))
}

function recordAnswer(state: FedifyState, answer: Accept | Reject, isAccept: boolean): void {
  const target = state.sentFollows.get(answer.objectId?.href ?? '')
  if (target === undefined || target !== answer.actorId?.href)
    throw new Error('An answer to a Follow that was never sent')
  record(state, answer, () => (isAccept ? state.following.add(target) : state.following.delete(target)))
}

async function storeObject(ctx: Context, state: FedifyState, activity: Create | Update): Promise<void> {
  const object = await activity.getObject(ctx)
  const id = object?.id?.href ?? ''
  record(state, activity, () => {
    if (object instanceof Note) state.received.set(id, String(object.content))
    if (object instanceof Person) state.names.set(id, String(object.name))
  })
}

async function revert(ctx: Context, state: FedifyState, undo: Undo): Promise<void> {
  const interaction = await undo.getObject(ctx)
  if (!(interaction instanceof Activity)) throw new Error('An Undo without an activity')
  if (interaction.actorId?.href !== undo.actorId?.href) throw new Error('An Undo by another actor')
  record(state, undo, () => {
    if (interaction instanceof Follow) state.followers.delete(interaction.actorId?.href ?? '')
    if (interaction instanceof Like) state.likes.delete(pairOf(interaction))
    if (interaction instanceof Announce) state.boosts.delete(pairOf(interaction))
    if (interaction instanceof Block) state.blocks.delete(pairOf(interaction))
  })
}
